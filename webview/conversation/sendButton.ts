import * as l10n from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import { iconButton } from '../components/buttons';

/** The button beside a question: sends it, or stops the answer. */
export interface SendButton {
  /** Of its test ids: `<surface>-send` and `<surface>-stop`. */
  surface: string;
  label: string;
  busy: boolean;
  /** Whether there is nothing to send. */
  empty: boolean;
  onSend: () => void;
  onStop: () => void;
}

/** Sending and stopping take each other's place. */
export function sendButton({ surface, label, busy, empty, onSend, onStop }: SendButton): TemplateResult {
  return busy
    ? iconButton({
        icon: 'stop-circle',
        label: l10n.t('Stop (Escape)'),
        testId: `${surface}-stop`,
        onClick: onStop,
      })
    : iconButton({
        icon: 'send',
        label,
        testId: `${surface}-send`,
        disabled: empty,
        onClick: onSend,
      });
}
