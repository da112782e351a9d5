import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import {
  costFeatureSchema,
  featureUsageEntrySchema,
  type FeatureUsage,
  type FeatureUsageEntry,
} from '../../protocol/featureUsage';
import type { Logger } from '../logging/logger';

/** A file of that size is set aside, once; what was set aside before is gone. */
const MAX_BYTES = 1024 * 1024;

/**
 * Counts what is done with cost data, a line of JSON each, in one file that all windows append to. It never fails:
 * what cannot be counted is logged.
 */
export class FeatureUsageLog {
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly logger: Logger,
  ) {}

  /** Counts one use; resolves when it is on record, or could not be. */
  count(
    what: FeatureUsageEntry['what'],
    more: Partial<Pick<FeatureUsageEntry, 'conversation' | 'durationMs' | 'failed'>> = {},
  ): Promise<void> {
    const { conversation = null, durationMs = null, failed = false } = more;
    const timeUtc = new Date().toISOString();
    const entry: FeatureUsageEntry = { timeUtc, what, conversation, durationMs, failed };
    this.writing = this.writing.then(() => this.append(entry));
    return this.writing;
  }

  /** The record; undefined when nothing is. */
  async read(): Promise<FeatureUsage | undefined> {
    await this.writing;
    const texts = await Promise.all([this.path, `${this.path}.1`].map((path) => textOf(path)));
    const entries = texts.flatMap((text) => text.split('\n')).flatMap(entryOf);
    return entries.length === 0 ? undefined : summarize(entries);
  }

  private async append(entry: FeatureUsageEntry): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      const size = await stat(this.path).then(
        (found) => found.size,
        () => 0,
      );
      if (size > MAX_BYTES) {
        await rename(this.path, `${this.path}.1`);
      }
      await appendFile(this.path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      this.logger.warn('What was done with cost data could not be counted', { error: String(error) });
    }
  }
}

function summarize(entries: readonly FeatureUsageEntry[]): FeatureUsage {
  const of = (what: FeatureUsageEntry['what']) => entries.filter((entry) => entry.what === what);
  const [questions, queries] = [of('question'), of('query')];
  const conversations = new Set(questions.flatMap(({ conversation }) => conversation ?? [])).size;
  const times = queries.flatMap(({ durationMs }) => durationMs ?? []);
  const per = (count: number, whole: number) => (whole === 0 ? null : count / whole);
  return {
    conversations,
    questions: questions.length,
    questionsPerConversation: per(questions.length, conversations),
    queries: queries.length,
    queriesPerConversation: per(queries.filter((one) => one.conversation !== null).length, conversations),
    meanQueryMs: per(
      times.reduce((sum, ms) => sum + ms, 0),
      times.length,
    ),
    queryErrorRate: per(queries.filter(({ failed }) => failed).length, queries.length),
    helpful: of('helpful').length,
    unhelpful: of('unhelpful').length,
    features: costFeatureSchema.options
      .map((feature) => ({ feature, count: of(feature).length }))
      .filter(({ count }) => count > 0),
  };
}

/** Nothing for a line that was cut off or that a later version wrote. */
function entryOf(line: string): FeatureUsageEntry[] {
  try {
    const result = v.safeParse(featureUsageEntrySchema, JSON.parse(line), { abortEarly: true });
    return result.success ? [result.output] : [];
  } catch {
    return [];
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
