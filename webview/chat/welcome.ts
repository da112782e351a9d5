import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromPanel, PanelHeader } from '../../src/protocol/chatPanel';
import { textButton } from '../components/buttons';

const examples = () => [
  l10n.t('Explain what the selected code does and what could go wrong in it'),
  l10n.t('Write unit tests for the attached file'),
  l10n.t('Which AWS service fits a nightly job that reads a large CSV file from S3?'),
];

/** The content of an empty chat: what this is, three questions to begin with, and sign-in where it is missing. */
export function welcome(header: PanelHeader, post: (intent: FromPanel) => void): TemplateResult {
  return html`<div class="welcome">
    <span class="welcome-icon codicon codicon-comment-discussion" aria-hidden="true"></span>
    <h2>${l10n.t('Ask Amazon Bedrock')}</h2>
    <p>
      ${l10n.t('Ask about your code or about AWS. Each answer shows what it took: time, tokens and cost.')}
    </p>
    ${header.signedIn === 'no' ? signInInvitation(post) : nothing}
    <ul class="examples" aria-label=${l10n.t('Example questions')}>
      ${examples().map(
        (text) =>
          html`<li>
            <button class="example" data-testid="chat-example" @click=${() => post({ type: 'send', text })}>
              ${text}
            </button>
          </li>`,
      )}
    </ul>
  </div>`;
}

function signInInvitation(post: (intent: FromPanel) => void): TemplateResult {
  return html`<div class="sign-in">
    <p>${l10n.t('Bedrock answers once it knows your AWS account.')}</p>
    ${textButton({
      label: l10n.t('Sign In…'),
      appearance: 'primary',
      testId: 'chat-sign-in',
      onClick: () => post({ type: 'action', messageId: null, action: 'signIn' }),
    })}
  </div>`;
}
