import * as vscode from 'vscode';
import { showInformation } from './notify';
import type { Settings } from './settings';

/** Writes the setting that an advice is about, and says what that means; ignores what is none. */
export async function followAdvice(advice: unknown, settings: Settings): Promise<void> {
  if (advice === 'useHourCache') {
    await settings.set('promptCaching', '1h');
    return tell(
      'bedrockChat.promptCaching',
      vscode.l10n.t(
        'Bedrock keeps what conversations begin with for an hour from now on, where the model can. Writing it costs twice the price of input.',
      ),
    );
  }
  if (advice === 'sortTools') {
    await settings.set('tools.sorted', true);
    return tell(
      'bedrockChat.tools.sorted',
      vscode.l10n.t('Models are told of tools in the order of their names from now on.'),
    );
  }
}

async function tell(setting: string, text: string): Promise<void> {
  const open = vscode.l10n.t('Open Settings');
  if ((await showInformation(text, open)) === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', setting);
  }
}
