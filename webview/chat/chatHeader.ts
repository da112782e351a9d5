import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromPanel, PanelHeader } from '../../src/protocol/chatPanel';
import { iconButton } from '../components/buttons';
import type { MenuItem } from '../components/menuButton';

/** The line on top: which model answers, where, a new chat, and what is needed less often. */
export function chatHeader(header: PanelHeader, post: (intent: FromPanel) => void): TemplateResult {
  const model = header.modelLabel || l10n.t('Choose Model');
  const items: MenuItem[] = [
    { label: l10n.t('Export Chat…'), testId: 'chat-export', onSelect: () => post({ type: 'exportChat' }) },
    { label: l10n.t('Choose Model…'), onSelect: () => post({ type: 'chooseModel' }) },
    { label: l10n.t('Choose Region…'), onSelect: () => post({ type: 'chooseRegion' }) },
  ];
  return html`<header class="chat-header">
    <h1 class="visually-hidden">Bedrock Chat</h1>
    <button
      class="picker model"
      data-testid="chat-model"
      title=${header.modelTooltip || model}
      aria-label=${l10n.t('Model: {0}', model)}
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
            title=${l10n.t('AWS Region')}
            aria-label=${l10n.t('Region: {0}', header.region)}
            @click=${() => post({ type: 'chooseRegion' })}
          >
            <span class="picker-label">${header.region}</span>
          </button>`
    }
    <span class="spacer"></span>
    ${iconButton({
      icon: 'add',
      label: l10n.t('New Chat'),
      testId: 'chat-new',
      onClick: () => post({ type: 'newChat' }),
    })}
    <bc-menu-button
      icon="ellipsis"
      .label=${l10n.t('More Actions')}
      testId="chat-more"
      .items=${items}
    ></bc-menu-button>
  </header>`;
}
