import { readFile } from 'node:fs/promises';
import {
  JOURNAL_VERSION,
  journalEntrySchema,
  journalEnvelopeSchema,
  type JournalEntry,
} from '../../protocol/journal';
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

/** Reads the text of a journal segment; never throws, whatever the text. */
export function readJournal(text: string): JournalContents {
  const entries: JournalEntry[] = [];
  const problems: JournalProblem[] = [];
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    // Blank: the end of the file, or the line break that a writer puts after a torn line.
    if (line.trim() === '') {
      return;
    }
    const isCut = index === lines.length - 1;
    const parsed = parseLine(line);
    if (typeof parsed === 'object') {
      entries.push(parsed);
    } else {
      problems.push({
        kind: isCut && parsed === 'garbage' ? 'torn' : parsed,
        line: index + 1,
        text: line,
      });
    }
  });
  return { entries, problems };
}

/**
 * Reads a journal segment from a file.
 * @throws the file system's error when the file cannot be read.
 */
export async function readJournalFile(path: string): Promise<JournalContents> {
  return readJournal(await readFile(path, 'utf8'));
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
  const envelope = readAs(journalEnvelopeSchema, value);
  if (envelope === undefined) {
    return 'garbage';
  }
  return envelope.v > JOURNAL_VERSION ? 'newer' : (readAs(journalEntrySchema, value) ?? 'invalid');
}
