import * as vscode from 'vscode';
import { DisposableStore } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import { commandsOf, type Commanded, type Contribution } from '../platform/contribution';
import { watchCostFiles } from './costButton';

const commandNames = ['analyzeCosts', 'queryAthena', 'saveAnalysis', 'showCostHistory'] as const;
/** As in package.json, which has them with a prefix. */
const toolNames = ['describe_cost_data', 'query_cost_data', 'draw_chart'] as const;

/** Cost data, once somebody asks for it. */
interface OpenFinops extends Commanded<(typeof commandNames)[number]> {
  readonly tools: Readonly<Record<(typeof toolNames)[number], vscode.LanguageModelTool<object>>>;
  restore(panel: vscode.WebviewPanel): Promise<void>;
  historyText(uri: vscode.Uri): Promise<string>;
}

/** The commands around cost data, its tools for agents, and what a reloaded window had open of it. */
export function contributeFinops(finops: Feature<OpenFinops>): Contribution<(typeof commandNames)[number]> {
  const owned = new DisposableStore();
  owned.add(watchCostFiles());
  owned.add(
    vscode.window.registerWebviewPanelSerializer('bedrockChat.finops', {
      deserializeWebviewPanel: async (panel) => (await finops.get()).restore(panel),
    }),
  );
  owned.add(
    vscode.workspace.registerTextDocumentContentProvider('bedrock-cost-history', {
      provideTextDocumentContent: async (uri) => (await finops.get()).historyText(uri),
    }),
  );
  for (const name of toolNames) {
    owned.add(
      vscode.lm.registerTool<object>(`bedrock-chat_${name}`, {
        prepareInvocation: async (options, token) =>
          (await finops.get()).tools[name].prepareInvocation?.(options, token),
        invoke: async (options, token) => (await finops.get()).tools[name].invoke(options, token),
      }),
    );
  }
  return { commands: commandsOf(finops, commandNames), dispose: () => owned.dispose() };
}
