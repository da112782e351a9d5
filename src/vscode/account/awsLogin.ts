import * as vscode from 'vscode';
import type { AwsProfile } from '../../core/credentials/profiles';

/* No leading dash: the name is an argument of its own, which must not be taken for an option. */
const SAFE_NAME = /^[\w@+.%:/][\w@+.%:/ -]*$/;

/**
 * Runs AWS's own login for the profile in a terminal (`aws sso login`, or `aws login`); resolves with
 * whether it succeeded when it has ended, or when the person closed it. The name never passes through a shell.
 */
export async function awsLogin(profile: AwsProfile): Promise<boolean> {
  if (!SAFE_NAME.test(profile.name)) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The profile name "{0}" cannot be used on a command line.', profile.name),
    );
    return false;
  }
  const command = profile.kind === 'login' ? ['login'] : ['sso', 'login'];
  return new Promise((resolve) => {
    const terminal = vscode.window.createTerminal({
      name: vscode.l10n.t('AWS login: {0}', profile.name),
      shellPath: 'aws',
      shellArgs: [...command, '--profile', profile.name],
      isTransient: true,
    });
    const closed = vscode.window.onDidCloseTerminal((other) => {
      if (other !== terminal) return;
      closed.dispose();
      resolve(terminal.exitStatus?.code === 0);
    });
    terminal.show();
  });
}
