import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { classifyError, isAboutPermissions, type BedrockError } from '../../aws/errors';
import { readBounded } from '../../files/boundedFile';
import { readJsonAs } from '../../util/readAs';
import type { Connection } from '../connection';
import { accountKey } from '../models/modelStore';
import { accountQuotaSchema, listQuotas, type AccountQuota } from './listQuotas';

const storedSchema = v.object({ readAtMs: v.number(), quotas: v.array(accountQuotaSchema) });
type Stored = v.InferOutput<typeof storedSchema>;

/** What asking AWS came to. */
export type QuotaReading =
  | { readonly type: 'known'; readonly quotas: readonly AccountQuota[] }
  /** The runtime is a server of one's own, whose quotas AWS does not know. */
  | { readonly type: 'ownServer' }
  | { readonly type: 'failed'; readonly error: BedrockError };

/** Where quotas are read, and kept between windows. */
export interface AccountQuotasParts {
  /** A folder; without one they are known to this process alone. */
  readonly directory?: string;
  /** Settings; empty means AWS's own. */
  readonly endpoints: () => { readonly runtime: string; readonly serviceQuotas: string };
  readonly now?: () => number;
}

/** Somebody raised a quota, or AWS did: what is older is read anew when there is a reason to. */
const FRESH_MS = 6 * 60 * 60 * 1000;
/** What was refused or failed is not asked again for so long. */
const REFUSED_MS = 60 * 60 * 1000;
const FAILED_MS = 60 * 1000;
const MAX_BYTES = 4 * 1024 * 1024;
/** AWS's hosts, VPC endpoints included; of every other server the quotas are its own affair. */
const AWS_HOST = /\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/;

/**
 * The quotas of accounts on asking models, by sign-in and region. AWS is asked only when somebody wants to know, or was
 * throttled; nothing here is needed for an answer.
 */
export class AccountQuotas {
  private readonly held = new Map<string, Stored | undefined>();
  private readonly reading = new Map<string, Promise<QuotaReading>>();
  private readonly failures = new Map<string, { readonly untilMs: number; readonly reading: QuotaReading }>();
  private readonly now: () => number;

  constructor(private readonly parts: AccountQuotasParts) {
    this.now = parts.now ?? Date.now;
  }

  /** What is known without asking AWS: undefined where nothing is, or what is known is too old. Never rejects. */
  async known(asker: Connection): Promise<readonly AccountQuota[] | undefined> {
    const key = await keyOf(asker);
    if (key === undefined) {
      return undefined;
    }
    if (!this.held.has(key)) {
      this.held.set(key, await this.readFile(key));
    }
    const stored = this.held.get(key);
    return stored !== undefined && this.isFresh(stored) ? stored.quotas : undefined;
  }

  /** Reads the quotas, from AWS unless they were read some hours ago; `anew` in any case. Never rejects. */
  async read(asker: Connection, { anew = false } = {}): Promise<QuotaReading> {
    const key = await keyOf(asker);
    const quotas = anew ? undefined : await this.known(asker);
    if (quotas !== undefined) {
      return { type: 'known', quotas };
    }
    const { runtime, serviceQuotas } = this.parts.endpoints();
    if (serviceQuotas === '' && !isOfAws(runtime)) {
      return { type: 'ownServer' };
    }
    const failed = this.failures.get(key ?? '');
    if (!anew && failed !== undefined && failed.untilMs > this.now()) {
      return failed.reading;
    }
    const asking = this.reading.get(key ?? '') ?? this.ask(asker, key, serviceQuotas);
    this.reading.set(key ?? '', asking);
    return asking;
  }

  private async ask(asker: Connection, key: string | undefined, endpoint: string): Promise<QuotaReading> {
    try {
      const stored = { readAtMs: this.now(), quotas: await listQuotas(asker, endpoint) };
      if (key !== undefined) {
        this.held.set(key, stored);
        await this.writeFile(key, stored);
      }
      return { type: 'known', quotas: stored.quotas };
    } catch (error) {
      const failure = classifyError(error);
      const reading = { type: 'failed', error: failure } as const;
      const pauseMs = isAboutPermissions(failure.reason) ? REFUSED_MS : FAILED_MS;
      this.failures.set(key ?? '', { untilMs: this.now() + pauseMs, reading });
      return reading;
    } finally {
      this.reading.delete(key ?? '');
    }
  }

  /** A clock that was put back does not make it last. */
  private isFresh({ readAtMs }: Stored): boolean {
    return Math.abs(this.now() - readAtMs) < FRESH_MS;
  }

  private async readFile(key: string): Promise<Stored | undefined> {
    const { directory } = this.parts;
    if (directory === undefined) {
      return undefined;
    }
    try {
      const text = await readBounded(directory, join(directory, `${key}.json`), MAX_BYTES);
      return text === undefined ? undefined : readJsonAs(storedSchema, text);
    } catch {
      return undefined;
    }
  }

  private async writeFile(key: string, stored: Stored): Promise<void> {
    const { directory } = this.parts;
    if (directory === undefined) {
      return;
    }
    const temporary = join(directory, `${key}.${randomUUID()}.json`);
    try {
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
      await writeFile(temporary, JSON.stringify(stored), { mode: 0o600 });
      // Another window never reads half a file.
      await rename(temporary, join(directory, `${key}.json`));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

/** Undefined where credentials cannot be had: whoever asks a model hears of that by itself. */
function keyOf(asker: Connection): Promise<string | undefined> {
  return accountKey(asker).catch(() => undefined);
}

function isOfAws(endpoint: string): boolean {
  return endpoint === '' || (URL.canParse(endpoint) && AWS_HOST.test(new URL(endpoint).hostname));
}
