import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { readBounded } from '../../files/boundedFile';
import { readJsonAs } from '../../util/readAs';
import type { Connection } from '../connection';
import { hashKey } from '../../util/hashKey';

const listingSchema = v.object({
  region: v.string(),
  /** Milliseconds since 1970. */
  listedAtMs: v.number(),
  models: v.array(
    v.object({
      id: v.string(),
      modelId: v.string(),
      inferenceProfile: v.nullable(v.string()),
      copyOf: v.exactOptional(v.string()),
      label: v.string(),
      automatic: v.boolean(),
      provider: v.string(),
      kind: v.picklist(['onDemand', 'systemProfile', 'applicationProfile']),
      legacy: v.boolean(),
      endsUtc: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
      access: v.exactOptional(
        v.picklist(['subscribes', 'agreement', 'entitlement', 'authorization', 'region']),
      ),
      images: v.exactOptional(v.boolean()),
    }),
  ),
  /** Permissions that listing takes and that were refused: of what they are for nothing is listed. */
  denied: v.optional(v.array(v.string()), []),
});

/** The models that an account listed in a region, and when. */
export type Listing = v.InferOutput<typeof listingSchema>;

const LAST = 'last';
/** As many models as a listing may have come to less; a larger file is damaged. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Keeps listings between windows and days: a file for each account and region, and one for the last of them,
 * which is what there is to show before anybody is signed in. A file that cannot be read or written counts
 * as none: a listing can always be had again.
 */
export class ModelStore {
  constructor(private readonly directory: string) {}

  /** The models that this account listed in this region. */
  async read(account: string): Promise<Listing | undefined> {
    return this.readFile(account);
  }

  /** The last listing, whoever did. */
  async last(): Promise<Listing | undefined> {
    return this.readFile(LAST);
  }

  async write(account: string, listing: Listing): Promise<void> {
    const text = JSON.stringify(listing);
    await Promise.all([this.writeFile(account, text), this.writeFile(LAST, text)]);
  }

  private path(name: string): string {
    return join(this.directory, `${name}.json`);
  }

  private async readFile(name: string): Promise<Listing | undefined> {
    try {
      const text = await readBounded(this.directory, this.path(name), MAX_BYTES);
      return text === undefined ? undefined : readJsonAs(listingSchema, text);
    } catch {
      return undefined;
    }
  }

  private async writeFile(name: string, text: string): Promise<void> {
    const temporary = this.path(`${name}.${randomUUID()}`);
    try {
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
      await writeFile(temporary, text, { mode: 0o600 });
      // Another window never reads half a file.
      await rename(temporary, this.path(name));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * The name under which a connection's listing is kept: the same for the same sign-in and region. It is a hash,
 * so that nothing of the credentials is on disk; nothing is asked of the network for it.
 */
export async function accountKey({ credentials, region }: Connection): Promise<string> {
  const { kind, origin, label } = credentials;
  const account = JSON.stringify([kind, origin, label, region]);
  if (credentials.kind === 'bearer') {
    return hashKey(account, await credentials.token());
  }
  return credentials.origin === 'keys'
    ? hashKey(account, (await credentials.provider()).accessKeyId)
    : hashKey(account);
}
