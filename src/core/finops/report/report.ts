import * as l10n from '@vscode/l10n';
import type { AskedChart, AskedQuery } from '../../../protocol/costConversation';
import { scopeWords, type AskedData } from '../conversation/askedData';

/** An answer as it was pinned, with what it rests on. */
export interface PinnedAnswer {
  readonly messageId: string;
  readonly question: string;
  readonly answer: string;
  readonly queries: readonly AskedQuery[];
  readonly charts: readonly AskedChart[];
  /** The files, their format, and the cost that was looked at. */
  readonly about: string;
}

/** Answers for others to read: in mails, wikis and files. */
export interface Report {
  readonly title: string;
  /** When it was made, as a day in UTC. */
  readonly day: string;
  readonly answers: readonly PinnedAnswer[];
}

/** More answers than these are no report. */
export const MAX_PINNED = 50;

/** A sentence about the data that an answer is about. */
export function aboutText({ dataSet, summary }: AskedData): string {
  const files = dataSet.files.map(({ name }) => name).join(', ');
  const { total, scope, measureTitle } = summary;
  return l10n.t(
    '{0} ({1}): {2}, {3} {4} in all',
    files,
    dataSet.formatTitle,
    scopeWords(scope, measureTitle),
    total,
    scope.currency,
  );
}
