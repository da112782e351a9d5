import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { AwsProfile } from '../../core/aws/credentials/profiles';
import { findProgram } from '../../core/aws/credentials/program';
import { showError } from '../platform/notify';

/* No leading dash: the name is an argument of its own, which must not be taken for an option. */
const SAFE_NAME = /^[\w@+.%:/][\w@+.%:/ -]*$/;

const HOW_TO_INSTALL = 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html';

/**
 * Runs AWS's own login for the profile in a terminal (`aws sso login`, or `aws login`); resolves with
 * whether it succeeded when it has ended, or when the user closed it. The name never passes through a shell, and the
 * program is the one that is installed: a terminal would look for `aws` in the folder that is open, too.
 */
export async function awsLogin(profile: AwsProfile): Promise<boolean> {
  if (!SAFE_NAME.test(profile.name)) {
    void showError(vscode.l10n.t('The profile name "{0}" cannot be used on a command line.', profile.name));
    return false;
  }
  const aws = await findProgram('aws');
  if (aws === undefined) {
    void tellMissing();
    return false;
  }
  const command = profile.kind === 'login' ? ['login'] : ['sso', 'login'];
  return new Promise((resolve) => {
    const terminal = vscode.window.createTerminal({
      name: vscode.l10n.t('AWS login: {0}', profile.name),
      shellPath: aws,
      shellArgs: [...command, '--profile', profile.name],
      cwd: homedir(),
      isTransient: true,
    });
    const closed = vscode.window.onDidCloseTerminal((other) => {
      if (other !== terminal) {
        return;
      }
      closed.dispose();
      resolve(terminal.exitStatus?.code === 0);
    });
    terminal.show();
  });
}

async function tellMissing(): Promise<void> {
  const how = vscode.l10n.t('How to Install It');
  const text = vscode.l10n.t(
    'You cannot be logged in to AWS, because the AWS CLI (aws) is not on the PATH of VS Code. Install it, start VS Code anew, and log in again.',
  );
  if ((await showError(text, how)) === how) {
    await vscode.env.openExternal(vscode.Uri.parse(HOW_TO_INSTALL));
  }
}
