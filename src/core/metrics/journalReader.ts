import {
  JOURNAL_VERSION,
  journalEntrySchema,
  journalEnvelopeSchema,
  type JournalEntry,
} from '../../protocol/journal';
import { exactMatch } from '../util/exactMatch';
import { readAs } from '../util/readAs';

/** A line that yielded no entry. None of them is a reason to stop reading. */
export interface JournalProblem {
  /**
   * `torn`: the last line, cut short by a crash; `garbage`: not a journal line; `newer`: written by a
   * later release, to be kept for it; `invalid`: a journal line with a wrong field.
   */
  readonly kind: 'torn' | 'garbage' | 'newer' | 'invalid';
  /** Counted from 1. */
  readonly line: number;
  /** The line as read, so that it can be kept aside. */
  readonly text: string;
}

/** All that could be read of a journal segment, in the order of its lines. */
export interface JournalContents {
  readonly entries: readonly JournalEntry[];
  readonly problems: readonly JournalProblem[];
}

const isEntry = exactMatch(journalEntrySchema);

/** Reads the text of a journal segment; never throws, whatever the text. */
export function readJournal(text: string): JournalContents {
  return readLines(text.split('\n'));
}

/**
 * The same of its bytes, each line a text of its own: one long text for all of them, read million by million, costs
 * more in fresh memory than the parsing does in time.
 */
export function readJournalBytes(bytes: Buffer): JournalContents {
  return readLines(linesOf(bytes));
}

function readLines(lines: Iterable<string>): JournalContents {
  const entries: JournalEntry[] = [];
  const problems: JournalProblem[] = [];
  let line = 0;
  /** The last line, when nothing else is wrong with it than that it ends too soon. */
  let cut: JournalProblem | undefined;
  for (const text of lines) {
    line += 1;
    cut = undefined;
    // Blank: the end of the file, or the line break that a writer puts after a torn line.
    if (text.trim() === '') {
      continue;
    }
    const parsed = parseLine(text);
    if (typeof parsed === 'object') {
      entries.push(parsed);
      continue;
    }
    const problem = { kind: parsed, line, text };
    problems.push(problem);
    cut = parsed === 'garbage' ? problem : undefined;
  }
  if (cut !== undefined) {
    problems[problems.length - 1] = { ...cut, kind: 'torn' };
  }
  return { entries, problems };
}

function* linesOf(bytes: Buffer): Generator<string> {
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
  yield bytes.toString('utf8', start);
}

function parseLine(line: string): JournalEntry | 'garbage' | 'newer' | 'invalid' {
  // A parser's error takes much longer to make than a look at what is no object.
  if (!line.startsWith('{')) {
    return 'garbage';
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'garbage';
  }
  // Nearly all lines: the schema would only copy them, at many times the price.
  if (isEntry(value)) {
    return value as JournalEntry;
  }
  const envelope = readAs(journalEnvelopeSchema, value);
  if (envelope === undefined) {
    return 'garbage';
  }
  return envelope.v > JOURNAL_VERSION ? 'newer' : (readAs(journalEntrySchema, value) ?? 'invalid');
}
