import * as vscode from 'vscode';

/*
 * VS Code makes a link of `[label](command:…)` in a message, and runs the command on a click. File names, settings of
 * a workspace, titles by a model and words of a service are in messages too; none of ours has a link.
 */

type Show = typeof vscode.window.showInformationMessage;

/** Shows a message, with what the user may choose. */
export const showInformation = plainly(() => vscode.window.showInformationMessage);
/** Shows a warning, with what the user may choose. */
export const showWarning = plainly(() => vscode.window.showWarningMessage);
/** Shows what went wrong, with what the user may choose. */
export const showError = plainly(() => vscode.window.showErrorMessage);

/** A text of which VS Code makes no link in a message: whatever is in it reads as it stands. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u200B(');
}

function plainly(show: () => Show): Show {
  // The overloads differ in what comes after the message, which goes on as it is.
  const shown = (message: string, ...rest: unknown[]) =>
    (show() as (...all: unknown[]) => Thenable<unknown>)(withoutLinks(message), ...rest);
  return shown;
}
