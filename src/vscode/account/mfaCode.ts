import * as vscode from 'vscode';
import { BedrockError } from '../../core/aws/errors';
import { askText } from './quickInput';

/**
 * Asks for the code that an MFA device shows, for profiles that name one.
 * @throws BedrockError `cancelled` when the user closes the question.
 */
export async function askMfaCode(serial: string): Promise<string> {
  const answer = await askText({
    title: vscode.l10n.t('Multi-factor authentication'),
    prompt: vscode.l10n.t('Code shown by {0}', serial),
    placeholder: '123456',
    secret: false,
    problem: (text, finished) =>
      !finished || /^\d{6}$/.test(text) ? undefined : vscode.l10n.t('The code has six digits.'),
  });
  if (answer.kind === 'answer') {
    return answer.text;
  }
  throw new BedrockError('cancelled', {
    code: 'AbortError',
    message: vscode.l10n.t('The MFA code was not given.'),
  });
}
