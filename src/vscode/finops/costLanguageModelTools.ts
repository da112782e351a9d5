import * as v from 'valibot';
import * as vscode from 'vscode';
import type { AskedData } from '../../core/finops/conversation/askedData';
import { costBrief } from '../../core/finops/conversation/costPrompt';
import { CHART_TOOL, CostTools, QUERY_TOOL } from '../../core/finops/conversation/costTools';
import { toolResultText } from '../../core/bedrock/content';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { AskedChart, AskedQuery } from '../../protocol/costConversation';

/** The editor of cost data, as the tools see it. */
export interface CostData {
  readonly data: AskedData | undefined;
  /** Opens files as one data set; resolves with why that did not work, else with undefined. */
  readonly open: (files: readonly vscode.Uri[]) => Promise<string | undefined>;
  /** Shows a query's result, drawn. */
  readonly showChart: (query: AskedQuery, chart: AskedChart) => Promise<void>;
}

const describeSchema = v.object({ path: v.optional(v.string()) });
const PREFIX = 'bedrock-chat_';

/**
 * Contributes the tools of the conversation about costs to VS Code, so that any agent in it can ask the bill: what is
 * open, one read-only query, a chart. Their names and schemas are in package.json.
 */
export function registerCostTools(costs: CostData): Disposable {
  const store = new DisposableStore();
  const tools = new CostTools(() => costs.data);
  store.add({ dispose: () => tools.forget() });
  let calls = 0;
  let askedId: string | undefined;
  const run = async (name: string, input: object, token: vscode.CancellationToken): Promise<string> => {
    // Results of other data are nothing to draw.
    const dataId = costs.data?.dataSet.id;
    if (dataId !== askedId) {
      tools.forget();
    }
    askedId = dataId;
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const call = { toolUseId: `tool-${++calls}`, name, input: { ...input } };
      const { content } = await tools.run(call, abort.signal);
      return toolResultText(content);
    } finally {
      listening.dispose();
    }
  };
  store.add(
    vscode.lm.registerTool<object>(`${PREFIX}describe_cost_data`, {
      prepareInvocation: ({ input }) => {
        const { path: asked } = v.parse(describeSchema, input);
        if (asked === undefined) {
          return { invocationMessage: vscode.l10n.t('Looking at the cost data') };
        }
        // What is opened, not the words of the model, which may lead elsewhere than they look.
        const path = vscode.workspace.asRelativePath(within(asked), true);
        return {
          invocationMessage: vscode.l10n.t('Opening {0}', path),
          confirmationMessages: {
            title: vscode.l10n.t('Open cost data?'),
            message: vscode.l10n.t(
              'The model is told the totals, the columns and the first rows of {0}, and can query all of it.',
              path,
            ),
          },
        };
      },
      invoke: async ({ input }) => said(await describe(costs, v.parse(describeSchema, input).path)),
    }),
  );
  store.add(
    vscode.lm.registerTool<object>(`${PREFIX}${QUERY_TOOL}`, {
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Querying the cost data') }),
      invoke: async ({ input }, token) => said(await run(QUERY_TOOL, input, token)),
    }),
  );
  store.add(
    vscode.lm.registerTool<object>(`${PREFIX}${CHART_TOOL}`, {
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Drawing a chart') }),
      invoke: async ({ input }, token) => {
        const text = await run(CHART_TOOL, input, token);
        const chart = tools.evidence.charts.at(-1);
        const query = tools.evidence.queries.find(({ id }) => id === chart?.queryId);
        if (chart !== undefined && query !== undefined) {
          await costs.showChart(query, chart);
        }
        return said(text);
      },
    }),
  );
  return store;
}

async function describe(costs: CostData, path: string | undefined): Promise<string> {
  if (path !== undefined) {
    const problem = await costs.open([within(path)]);
    if (problem !== undefined) {
      throw new Error(problem);
    }
  }
  if (costs.data === undefined) {
    throw new Error('No cost data is open. Give the path of a file, or ask the user to open one.');
  }
  return costBrief(costs.data);
}

/** The file of a path that a model gave, relative to a folder of the workspace. @throws Error where it leads out of it. */
function within(path: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const places = folders.map(({ uri }) => vscode.Uri.joinPath(uri, path));
  const found = places.find((place) => folders.some(({ uri }) => place.path.startsWith(`${uri.path}/`)));
  if (found === undefined) {
    throw new Error(`${path} is not a path within the workspace.`);
  }
  return found;
}

function said(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
