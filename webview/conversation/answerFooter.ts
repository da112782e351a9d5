import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Feedback } from '../../src/protocol/invocation';
import type { FromPanel, PanelMessage } from '../../src/protocol/chatPanel';
import { iconButton } from '../components/buttons';
import { describeFigures } from './figures';

/** The footer of an answer: its figures, which model gave it and why, feedback, and asking again. */
export function answerFooter(
  message: PanelMessage,
  busy: boolean,
  post: (intent: FromPanel) => void,
): TemplateResult {
  const retryOffered = message.error?.actions.some(({ id }) => id === 'retry') ?? false;
  return html`<div class="answer-footer">
    ${renderFigures(message, post)}
    <div class="answer-actions">
      ${message.figures === null ? nothing : [feedbackButton(message, 'helpful', post), feedbackButton(message, 'unhelpful', post)]}
      ${
        message.text === ''
          ? nothing
          : iconButton({
              icon: 'copy',
              label: l10n.t('Copy Answer'),
              testId: 'chat-copy',
              onClick: () => post({ type: 'copyText', text: message.text }),
            })
      }
      ${
        retryOffered
          ? nothing
          : iconButton({
              icon: 'refresh',
              label: l10n.t('Ask Again'),
              testId: 'chat-retry',
              disabled: busy,
              onClick: () => post({ type: 'retry', messageId: message.id }),
            })
      }
    </div>
  </div>`;
}

function renderFigures(message: PanelMessage, post: (intent: FromPanel) => void) {
  const { figures } = message;
  if (figures === null) {
    return nothing;
  }
  return html`<div class="usage" data-testid="chat-usage">
    ${describeFigures(figures).map(
      (figure, index) =>
        html`${index === 0 ? nothing : ' · '}<span class="figure" title=${figure.exact}
            >${figure.text}</span
          >`,
    )}
    ${
      figures.modelNote === ''
        ? nothing
        : html` ·
            <button
              class="model-note"
              title=${l10n.t('Choose another model')}
              @click=${() => post({ type: 'chooseModel' })}
            >
              ${figures.modelNote}
            </button>`
    }
  </div>`;
}

function feedbackButton(message: PanelMessage, feedback: Feedback, post: (intent: FromPanel) => void) {
  const pressed = message.feedback === feedback;
  const thumb = feedback === 'helpful' ? 'thumbsup' : 'thumbsdown';
  return iconButton({
    icon: pressed ? `${thumb}-filled` : thumb,
    label: feedback === 'helpful' ? l10n.t('Helpful') : l10n.t('Unhelpful'),
    testId: `chat-feedback-${feedback}`,
    pressed,
    onClick: () => post({ type: 'feedback', messageId: message.id, feedback }),
  });
}
