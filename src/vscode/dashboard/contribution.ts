import * as vscode from 'vscode';
import { DisposableStore } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';

const commandNames = ['openDashboard', 'exportMetrics', 'deleteMetrics'] as const;

/** The record of all calls, once somebody looks at it. */
interface OpenMonitoring extends Commanded<(typeof commandNames)[number]> {
  restore(panel: vscode.WebviewPanel): void;
}

/** So long after the first question of a window its record is looked after, whoever looks at it. */
const TIDY_MS = 10 * 60 * 1000;

/** The commands around the dashboard, and the one that a reloaded window had open. */
export function contributeDashboard(
  monitoring: Feature<OpenMonitoring>,
  chat: Feature<unknown>,
): Contribution<(typeof commandNames)[number]> {
  const owned = new DisposableStore();
  owned.add(
    vscode.window.registerWebviewPanelSerializer('bedrockChat.dashboard', {
      deserializeWebviewPanel: async (panel) => (await monitoring.get()).restore(panel),
    }),
  );
  chat.whenMade(() => {
    const tidying = setTimeout(() => void monitoring.get().catch(() => undefined), TIDY_MS);
    owned.add({ dispose: () => clearTimeout(tidying) });
  });
  return { commands: commandsOf(monitoring, commandNames), dispose: () => owned.dispose() };
}
