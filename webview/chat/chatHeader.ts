import { html, nothing, type TemplateResult } from 'lit';
import type { FromPanel, PanelHeader } from '../../src/protocol/chatPanel';
import { iconButton } from '../components/buttons';
import type { MenuItem } from '../components/menuButton';

/** The line on top: which model answers, where, a new chat, and what is needed less often. */
export function chatHeader(header: PanelHeader, post: (intent: FromPanel) => void): TemplateResult {
  const model = header.modelLabel || 'Choose Model';
  const items: MenuItem[] = [
    { label: 'Export Chat…', testId: 'chat-export', onSelect: () => post({ type: 'exportChat' }) },
    { label: 'Choose Model…', onSelect: () => post({ type: 'chooseModel' }) },
    { label: 'Choose Region…', onSelect: () => post({ type: 'chooseRegion' }) },
  ];
  return html`<header class="chat-header">
    <h1 class="visually-hidden">Bedrock Chat</h1>
    <button
      class="picker model"
      data-testid="chat-model"
      title=${header.modelTooltip || model}
      aria-label=${`Model: ${model}`}
      @click=${() => post({ type: 'chooseModel' })}
    >
      <span class="picker-label">${model}</span
      ><span class="codicon codicon-chevron-down" aria-hidden="true"></span>
    </button>
    ${
      header.region === ''
        ? nothing
        : html`<button
            class="picker region"
            data-testid="chat-region"
            title="AWS Region"
            aria-label=${`Region: ${header.region}`}
            @click=${() => post({ type: 'chooseRegion' })}
          >
            <span class="picker-label">${header.region}</span>
          </button>`
    }
    <span class="spacer"></span>
    ${iconButton({
      icon: 'add',
      label: 'New Chat',
      testId: 'chat-new',
      onClick: () => post({ type: 'newChat' }),
    })}
    <bc-menu-button icon="ellipsis" label="More Actions" testId="chat-more" .items=${items}></bc-menu-button>
  </header>`;
}
