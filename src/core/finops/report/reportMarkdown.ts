import * as l10n from '@vscode/l10n';
import type { PinnedAnswer, Report } from './report';
import { chartTable, cutText, queryTable, type ReportTable } from './reportTable';

/** A report as Markdown. What a model or a bill says brings no picture and no HTML into it. */
export function reportMarkdown({ title, day, answers }: Report): string {
  const head = `# ${plain(title)}\n\n${l10n.t('Made on {0}.', day)}\n`;
  return [head, ...answers.map(answerText)].join('\n');
}

function answerText({ question, answer, queries, charts, about }: PinnedAnswer): string {
  const parts = [
    `## ${plain(question)}`,
    harmless(answer),
    ...charts.flatMap((one) => {
      const table = chartTable(one);
      return table === undefined ? [] : [`**${plain(one.title)}**`, tableText(table)];
    }),
    ...queries.flatMap((query) => {
      const table = queryTable(query);
      const cut = cutText(query);
      const name = [query.id, query.purpose].filter((text) => text !== '').join(': ');
      return [
        `### ${plain(name)}`,
        fenced(query.sql),
        ...(table === undefined || table.rows.length === 0 ? [] : [tableText(table)]),
        ...(cut === '' ? [] : [plain(cut)]),
      ];
    }),
    `_${plain(about)}_`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function tableText({ columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  const align = columns.map(({ isNumber }) => (isNumber ? '---:' : '---'));
  return [line(columns.map(({ name }) => name)), `| ${align.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** SQL in a fence that it cannot end. */
function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${sql.trim()}\n${fence}`;
}

/** Text in one line that Markdown takes as it is. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>()#|!~&]/g, '\\$&');
}

/** Markdown of a model without what reaches out when it is looked at: pictures and HTML. Its headings come below ours. */
function harmless(markdown: string): string {
  return markdown
    .replaceAll('<', '&lt;')
    .replaceAll('![', '\\![')
    .replaceAll(/^(#{1,3})(?= )/gm, '###');
}
