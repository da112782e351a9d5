import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelAttachment } from '../../src/protocol/chatPanel';

const icons: Record<PanelAttachment['kind'], string> = {
  text: 'file',
  image: 'file-media',
  document: 'file-pdf',
  folder: 'folder',
};

/** The attachments, with its size and a warning where it may be too much; with `onRemove`, each can be taken off again. */
export function attachmentChips(
  attachments: readonly PanelAttachment[],
  onRemove?: (attachmentId: string) => void,
): TemplateResult | typeof nothing {
  if (attachments.length === 0) {
    return nothing;
  }
  const warnings = [...new Set(attachments.map(({ warning }) => warning))].filter(Boolean);
  return html`<ul class="chips" aria-label=${l10n.t('Attachments')}>
      ${attachments.map((attachment) => chip(attachment, onRemove))}
    </ul>
    ${
      onRemove === undefined
        ? nothing
        : warnings.map(
            (warning) =>
              html`<p class="chip-warning" role="status" data-testid="chat-attachment-warning">
                <span class="codicon codicon-warning" aria-hidden="true"></span>${warning}
              </p>`,
          )
    }`;
}

function chip(
  { id, label, tooltip, kind, size, warning }: PanelAttachment,
  onRemove?: (attachmentId: string) => void,
): TemplateResult {
  const icon = warning === '' ? icons[kind] : 'warning';
  return html`<li
    class="chip"
    data-testid="chat-attachment"
    data-kind=${kind}
    title=${[tooltip, warning].filter(Boolean).join('\n')}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span><span class="chip-label">${label}</span
    ><span class="chip-size">${size}</span>
    ${
      onRemove === undefined
        ? nothing
        : html`<button
            class="chip-remove codicon codicon-close"
            aria-label=${l10n.t('Remove {0}', label)}
            title=${l10n.t('Remove')}
            @click=${() => onRemove(id)}
          ></button>`
    }
  </li>`;
}
