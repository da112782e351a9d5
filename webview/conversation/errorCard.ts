import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { ActionId, FromPanel, PanelError } from '../../src/protocol/chatPanel';
import { textButton } from '../components/buttons';

/** The failure, its reason, and a button for each next step. */
export function errorCard(
  messageId: string,
  error: PanelError,
  post: (intent: FromPanel) => void,
): TemplateResult {
  // Being asked to sign in is no failure.
  const invitation = error.code === 'credentialsMissing';
  return html`<div
    class=${invitation ? 'error-card invitation' : 'error-card'}
    role="group"
    aria-label=${invitation ? l10n.t('Sign in') : l10n.t('Error')}
    data-testid=${invitation ? 'chat-invitation' : 'chat-error'}
    data-code=${error.code}
  >
    <span class="codicon codicon-${invitation ? 'account' : 'error'}" aria-hidden="true"></span>
    <div class="error-body">
      <p class="error-message">${error.message}</p>
      ${
        error.detail === null || invitation
          ? nothing
          : html`<details class="error-detail">
              <summary>${l10n.t('Details')}</summary>
              <pre tabindex="0" role="group" aria-label=${l10n.t('Details')}>${error.detail}</pre>
            </details>`
      }
      <div class="error-actions">
        ${error.actions.map(({ id, label }, index) =>
          textButton({
            label,
            appearance: index === 0 ? 'primary' : 'secondary',
            testId: id === 'retry' ? 'chat-retry' : `chat-action-${id}`,
            onClick: () => post(intentOf(id, messageId)),
          }),
        )}
      </div>
    </div>
  </div>`;
}

/** Asking again has intents of its own; the host knows what the other steps mean. */
function intentOf(action: ActionId, messageId: string): FromPanel {
  if (action === 'retry' || action === 'continue') {
    return { type: action, messageId };
  }
  return { type: 'action', messageId, action };
}
