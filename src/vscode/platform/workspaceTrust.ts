import * as vscode from 'vscode';
import { showWarning } from './notify';

/**
 * Whether the workspace is trusted. If it is not, the user reads why what they asked for needs that, with the way to
 * VS Code's own page about trust.
 */
export function requireTrust(why: string): boolean {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = vscode.l10n.t('Manage Workspace Trust');
  void showWarning(why, manage).then((chosen) => {
    if (chosen === manage) {
      void vscode.commands.executeCommand('workbench.trust.manage');
    }
  });
  return false;
}
