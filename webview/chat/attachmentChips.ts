import { html, nothing, type TemplateResult } from 'lit';
import type { PanelAttachment } from '../../src/protocol/chatPanel';

/** Attached files and selections; with `onRemove`, each has a button that takes it off again. */
export function attachmentChips(
  attachments: readonly PanelAttachment[],
  onRemove?: (attachmentId: string) => void,
): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  return html`<ul class="chips" aria-label="Attachments">
    ${attachments.map(
      ({ id, label, tooltip }) =>
        html`<li class="chip" data-testid="chat-attachment" title=${tooltip}>
          <span class="codicon codicon-file" aria-hidden="true"></span
          ><span class="chip-label">${label}</span>
          ${
            onRemove === undefined
              ? nothing
              : html`<button
                  class="chip-remove codicon codicon-close"
                  aria-label=${`Remove ${label}`}
                  title="Remove"
                  @click=${() => onRemove(id)}
                ></button>`
          }
        </li>`,
    )}
  </ul>`;
}
