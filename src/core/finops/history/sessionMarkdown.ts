import * as l10n from '@vscode/l10n';
import { markdownFence } from '../../util/markdownFence';
import type { HistoryItem } from './interaction';

/** A session as a Markdown document, oldest question first; `heading` is its first line. */
export function sessionMarkdown(items: readonly HistoryItem[], heading: string): string {
  return [`# ${heading}\n`, ...items.map(section)].join('\n');
}

function section(item: HistoryItem, index: number): string {
  const at = item.timestamp.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
  const question = item.user_query.split(/\r?\n/).map((line) => `> ${line}`.trimEnd());
  return [
    `## ${index + 1}. ${at}\n`,
    `${question.join('\n')}\n`,
    `${item.agent_response}\n`,
    `${l10n.t('The answer rests on:')}\n`,
    fenced(pretty(item.data_context)),
  ].join('\n');
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}

/** A block of code whose end nothing in the text can be taken for. */
function fenced(text: string): string {
  const fence = markdownFence(text);
  return `${fence}json\n${text}\n${fence}\n`;
}
