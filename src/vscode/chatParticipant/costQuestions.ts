import * as vscode from 'vscode';
import type { AskedData } from '../../core/finops/conversation/askedData';
import type { CostExchange } from '../../core/finops/conversation/costExchange';
import { citeNumbers } from '../../core/finops/conversation/citations';
import { costBrief } from '../../core/finops/conversation/costPrompt';
import { CostTools, QUERY_TOOL } from '../../core/finops/conversation/costTools';
import { markdownFence } from '../../core/util/markdownFence';
import type { AskedQuery } from '../../protocol/costConversation';
import { commandId } from '../platform/commands';
import { formatCount } from '../../shared/format';

/** Where `@bedrock /finops` finds cost data. */
export interface CostSource {
  /** The open data. */
  readonly data: AskedData | undefined;
  /** Opens files as one data set; resolves with why that did not work, else with undefined. */
  readonly open: (files: readonly vscode.Uri[]) => Promise<string | undefined>;
  /** Takes a question and its answer, for the record. */
  readonly asked: (exchange: CostExchange) => void;
}

/** A question about costs, ready to be asked. */
export interface CostQuestion {
  readonly instructions: string;
  readonly tools: CostTools;
  readonly data: AskedData;
  /** Attachments besides cost data. */
  readonly references: readonly vscode.ChatPromptReference[];
}

/** Opens the cost data that came with a question; undefined, after saying why, when there is none to ask. */
export async function prepareCosts(
  source: CostSource,
  references: readonly vscode.ChatPromptReference[],
  stream: vscode.ChatResponseStream,
): Promise<CostQuestion | undefined> {
  const files = references.flatMap(({ value }) => (isCostFile(value) ? [value] : []));
  if (files.length > 0) {
    stream.progress(vscode.l10n.t('Loading the cost data…'));
    const problem = await source.open(files);
    if (problem !== undefined) {
      stream.markdown(problem);
      return undefined;
    }
  }
  const { data } = source;
  if (data === undefined) {
    stream.markdown(
      vscode.l10n.t(
        'No cost data is open. Attach an export of your AWS bill (CSV, gzip or Parquet) to the question, or open one.',
      ),
    );
    stream.button({ command: commandId('analyzeCosts'), title: vscode.l10n.t('Analyze Cost Data…') });
    return undefined;
  }
  return {
    instructions: costBrief(data),
    // The Chat view has no place for a chart.
    tools: new CostTools(() => source.data, { only: [QUERY_TOOL] }),
    data,
    references: references.filter(({ value }) => !isCostFile(value)),
  };
}

/** Shows what an answer rests on: each query with its SQL, and the numbers that none of them gave. */
export function showEvidence(
  { tools, data }: CostQuestion,
  answer: string,
  stream: vscode.ChatResponseStream,
): void {
  const { queries } = tools.evidence;
  if (queries.length > 0) {
    stream.markdown(`\n\n${queries.map(queryMarkdown).join('\n\n')}`);
  }
  const { uncited } = citeNumbers('', answer, queries, data.summary);
  if (uncited.length > 0) {
    const list = uncited.map((number) => `\`${number}\``).join(', ');
    stream.markdown(`\n\n_${vscode.l10n.t('No query gave these numbers: {0}. Check them.', list)}_`);
  }
}

function queryMarkdown({ id, purpose, sql, outcome }: AskedQuery): string {
  const rows =
    outcome.state === 'failed'
      ? vscode.l10n.t('failed: {0}', oneLine(outcome.message))
      : outcome.result.rowCount === 1
        ? vscode.l10n.t('1 row')
        : vscode.l10n.t('{0} rows', formatCount(outcome.result.rowCount));
  const fence = markdownFence(sql);
  const title = ['**', id, '** · ', purpose === '' ? '' : `${escaped(purpose)} · `, escaped(rows)].join('');
  return `${title}\n\n${fence}sql\n${sql}\n${fence}`;
}

function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]()#!|<>~]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function isCostFile(value: unknown): value is vscode.Uri {
  return value instanceof vscode.Uri && /\.(csv|csv\.gz|parquet)$/i.test(value.path);
}
