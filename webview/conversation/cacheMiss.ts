import { html, type TemplateResult } from 'lit';
import type { FromPanel, PanelMessage } from '../../src/protocol/chatPanel';
import { textButton } from '../components/buttons';

/** A miss of the prompt cache under an answer: why, what it cost, and a button for what helps. */
export function cacheMiss(
  messageId: string,
  { text, actions }: NonNullable<PanelMessage['cacheMisses']>[number],
  post: (intent: FromPanel) => void,
): TemplateResult {
  return html`<div class="notice cache-miss" data-testid="chat-cache-miss">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    <div>
      <span>${text}</span>
      ${actions.map(({ id, label }) =>
        textButton({
          label,
          appearance: 'secondary',
          testId: `chat-action-${id}`,
          onClick: () => post({ type: 'action', messageId, action: id }),
        }),
      )}
    </div>
  </div>`;
}
