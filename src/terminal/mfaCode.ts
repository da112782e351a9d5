import { createInterface } from 'node:readline/promises';
import { BedrockError } from '../core/aws/errors';

/**
 * Asks for the code that an MFA device shows, for profiles that name one; on a terminal only, so that nothing hangs
 * elsewhere.
 * @throws BedrockError `mfaNeeded` where there is no terminal, `cancelled` when the user gives none
 */
export async function askMfaCode(serial: string, signal: AbortSignal): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) {
    const message = `The profile wants the code of ${serial}, and there is no terminal to ask for it. Log in with a tool that can, and use its session.`;
    throw new BedrockError('mfaNeeded', { code: 'NoTerminal', message });
  }
  const questions = createInterface({ input: stdin, output: stderr });
  // While it reads, it is readline that Ctrl+C comes to.
  questions.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return (await questions.question(`Code shown by ${serial}: `, { signal })).trim();
  } catch (error) {
    throw new BedrockError(
      'cancelled',
      { code: 'AbortError', message: 'The MFA code was not given.' },
      error,
    );
  } finally {
    questions.close();
  }
}
