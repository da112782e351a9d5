import * as vscode from 'vscode';
import { chartById, chartCsv } from '../../core/finops/chartCsv';
import type { AskedChart } from '../../protocol/costConversation';
import type { FromFinops, ToFinops } from '../../protocol/finopsView';
import { saveFile } from '../platform/workspaceFiles';
import { showError, showInformation } from '../platform/notify';
import { errorMessage } from '../../core/util/errorMessage';

type ChartExport = Extract<FromFinops, { type: 'exportChart' }>['what'];

/** The first bytes of every PNG file (PNG specification, 5.2). */
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const kinds = { png: 'PNG', csv: 'CSV' } as const;

/** Asks where a chart that is shown goes, one of the page or of the conversation, and writes it there. */
export async function exportChart(
  state: ToFinops,
  asked: readonly AskedChart[],
  what: ChartExport,
): Promise<void> {
  if (state.state !== 'ready') {
    return;
  }
  const named = chartById(state.view, asked, what.chart);
  if (named === undefined) {
    return;
  }
  const bytes = what.format === 'png' ? pictureOf(what.data) : Buffer.from(chartCsv(named.chart));
  if (bytes === undefined || bytes.length === 0) {
    void showError(
      vscode.l10n.t('{0} could not be drawn, and nothing was saved. Save it as CSV.', named.name),
    );
    return;
  }
  const target = await askTarget(fileName(state.view.dataSet.files[0]?.name ?? '', named.name), what.format);
  if (target === undefined) {
    return;
  }
  try {
    await saveFile(target, bytes);
    void showInformation(vscode.l10n.t('Saved the chart as {0}.', target.fsPath));
  } catch (error) {
    const why = errorMessage(error);
    void showError(vscode.l10n.t('The chart could not be saved as {0}: {1}', target.fsPath, why));
  }
}

function pictureOf(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE) ? bytes : undefined;
}

async function askTarget(name: string, format: 'png' | 'csv'): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Chart'),
    filters: { [kinds[format]]: [format] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${name}.${format}`) }),
  });
}

/** `focus-sample-day-by-day` for a chart of `focus-sample.csv`. */
function fileName(file: string, chart: string): string {
  const stem = file.replace(/(\.(csv|gz|parquet))+$/i, '');
  return `${stem} ${chart}`
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .slice(0, 80);
}
