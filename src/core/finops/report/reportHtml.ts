import * as l10n from '@vscode/l10n';
import type { AskedChart } from '../../../protocol/costConversation';
import type { PinnedAnswer, Report } from './report';
import { chartTable, cutText, queryTable, type ReportTable } from './reportTable';

/** Sizes of a curve, in the units of its picture. */
const WIDTH = 640;
const HEIGHT = 180;
const COLORS = ['#0b6bcb', '#b35c00', '#1a7f37', '#8250df', '#bf3989', '#57606a', '#9a6700', '#116329'];

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1f2328;background:#fff}
h1{font-size:1.5em}h2{font-size:1.2em;margin-top:2em}h3{font-size:1em}.answer{white-space:pre-wrap}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:2px 12px 2px 0;text-align:left;border-bottom:1px solid #d1d9e0}
.number{text-align:right}pre{padding:8px;overflow:auto;background:#f6f8fa}.quiet{color:#57606a}
.bar{fill:#0b6bcb}text{font:12px system-ui,sans-serif;fill:#1f2328}svg{max-width:100%;height:auto}`;

/** A report as a page of its own: without scripts, and without anything from elsewhere. */
export function reportHtml({ title, day, answers }: Report): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="quiet">${escaped(l10n.t('Made on {0}.', day))}</p>
${answers.map(answerHtml).join('\n')}
</body>
</html>
`;
}

function answerHtml({ question, answer, queries, charts, about }: PinnedAnswer): string {
  return `<section>
<h2>${escaped(question)}</h2>
<div class="answer">${escaped(answer)}</div>
${charts.map(chartHtml).join('\n')}
${queries
  .map((query) => {
    const table = queryTable(query);
    const name = [query.id, query.purpose].filter((text) => text !== '').join(': ');
    return `<h3>${escaped(name)}</h3>
<pre>${escaped(query.sql.trim())}</pre>
${table === undefined || table.rows.length === 0 ? '' : tableHtml(table)}
<p class="quiet">${escaped(cutText(query))}</p>`;
  })
  .join('\n')}
<p class="quiet">${escaped(about)}</p>
</section>`;
}

function tableHtml({ columns, rows }: ReportTable): string {
  const kind = (at: number) => (columns[at]?.isNumber === true ? ' class="number"' : '');
  const head = columns.map(({ name }, at) => `<th scope="col"${kind(at)}>${escaped(name)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${kind(at)}>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function chartHtml(asked: AskedChart): string {
  const { chart, title } = asked;
  const table = chartTable(asked);
  if (!chart.possible || table === undefined) {
    return '';
  }
  const picture = chart.kind === 'time' ? curves(chart.series) : bars(chart.series[0]?.parts ?? []);
  return `<h3>${escaped(title)}</h3>
<svg role="img" aria-label="${escaped(title)}" ${picture}</svg>
${tableHtml(table)}`;
}

type Possible = Extract<AskedChart['chart'], { possible: true }>;
type Parts = Possible['series'][number]['parts'];

/** Bars from zero to the right, those below zero to the left of it. */
function bars(parts: Parts): string {
  const values = parts.map(({ value }) => Number(value));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = (WIDTH - 220) / (high - low || 1);
  const zero = 220 - low * scale;
  const rows = parts.map(({ name }, at) => {
    const value = values[at] ?? 0;
    const x = zero + Math.min(0, value) * scale;
    const short = name.length > 30 ? `${name.slice(0, 29)}…` : name;
    return `<text x="0" y="${at * 22 + 15}">${escaped(short)}</text><rect class="bar" x="${round(x)}" y="${at * 22 + 3}" width="${round(Math.abs(value) * scale)}" height="16"/>`;
  });
  return `width="${WIDTH}" height="${parts.length * 22}" viewBox="0 0 ${WIDTH} ${parts.length * 22}">${rows.join('')}`;
}

/** A curve for each series over the names of all, in their order. */
function curves(series: Possible['series']): string {
  const names = [...new Set(series.flatMap(({ parts }) => parts.map(({ name }) => name)))].toSorted();
  const values = series.flatMap(({ parts }) => parts.map(({ value }) => Number(value)));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (value: number) => round(HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8));
  const x = (name: string) => round((names.indexOf(name) / Math.max(1, names.length - 1)) * (WIDTH - 8) + 4);
  const lines = series.map(({ parts }, at) => {
    const points = parts.map(({ name, value }) => `${x(name)},${y(Number(value))}`);
    const color = COLORS[at % COLORS.length] ?? '';
    return points.length === 1
      ? `<circle cx="${x(parts[0]?.name ?? '')}" cy="${y(Number(parts[0]?.value))}" r="3" fill="${color}"/>`
      : `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`;
  });
  return `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${lines.join('')}`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
