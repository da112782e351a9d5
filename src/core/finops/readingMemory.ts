import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { readingAnswersSchema, type ReadingAnswers } from '../../protocol/costReading';

/** Where something is kept under a name, such as VS Code's state of an extension. */
export interface Kept {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'finops.readings';
/** Of headers that were answered about longer ago nothing is known. */
export const MAX_REMEMBERED = 200;

const rememberedSchema = v.array(v.object({ header: v.string(), answers: readingAnswersSchema }));

/** Remembers what the user said of how files are read, for files with the same header. */
export class ReadingMemory {
  constructor(private readonly kept: Kept) {}

  /** What was said of files with these columns; undefined where nothing was. */
  find(columns: readonly string[]): ReadingAnswers | undefined {
    const header = hashOf(columns);
    return this.all.find((one) => one.header === header)?.answers;
  }

  /** Keeps what was said, in the place of what was said before. */
  async keep(columns: readonly string[], answers: ReadingAnswers): Promise<void> {
    const header = hashOf(columns);
    const others = this.all.filter((one) => one.header !== header);
    await this.kept.update(KEY, [{ header, answers }, ...others].slice(0, MAX_REMEMBERED));
  }

  /** Forgets what was said of files with these columns. */
  async forget(columns: readonly string[]): Promise<void> {
    const header = hashOf(columns);
    await this.kept.update(
      KEY,
      this.all.filter((one) => one.header !== header),
    );
  }

  private get all(): v.InferOutput<typeof rememberedSchema> {
    const parsed = v.safeParse(rememberedSchema, this.kept.get(KEY), { abortEarly: true });
    return parsed.success ? parsed.output : [];
  }
}

/** A header as a hash: names of columns may be the user's own, such as those of tags. */
function hashOf(columns: readonly string[]): string {
  const names = columns.map((name) => name.trim().toLowerCase());
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}
