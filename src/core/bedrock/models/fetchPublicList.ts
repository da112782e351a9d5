import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { HttpRequest } from '@smithy/core/transport';
import { BoundedHttpHandler } from '../../aws/boundedHttp';
import { jsonMember } from '../../util/jsonMember';
import { readModelsDev, type PublicFigures } from './modelsDev';
import type { CatalogFile } from './modelFigures';

/** All providers of the list together have some megabytes. */
const MAX_BYTES = 24 * 1024 * 1024;
const REQUEST_MS = 30_000;
/** The provider of whose models it reads. */
const PROVIDER = 'amazon-bedrock';

/** A public list that cannot be had or used; its message is a sentence. */
export class PublicListError extends Error {
  override readonly name = 'PublicListError';
}

/** What was read, as it is kept, and what was not. */
export interface FetchedList extends Pick<PublicFigures, 'doubtful' | 'unreadable'> {
  readonly file: CatalogFile;
}

/**
 * Reads the public list of models at an address, without any credentials, through VS Code's proxy support.
 * @throws PublicListError where it is not there, or is something else.
 */
export async function fetchPublicList(url: string, signal: AbortSignal): Promise<FetchedList> {
  const found = readModelsDev(await jsonMember(await answerOf(url, signal), PROVIDER));
  const host = hostOf(url);
  if (found === undefined || Object.keys(found.models).length === 0) {
    throw new PublicListError(l10n.t('What {0} answers is no list of Bedrock’s models.', host));
  }
  const asOf = new Date().toISOString().slice(0, 10);
  return { ...found, file: { asOf, sources: { [host]: url }, models: found.models } };
}

async function answerOf(url: string, abortSignal: AbortSignal): Promise<string> {
  const address = new URL(url);
  const host = hostOf(url);
  const handler = new BoundedHttpHandler({ requestTimeout: REQUEST_MS, maxAnswerBytes: MAX_BYTES });
  try {
    const request = new HttpRequest({
      method: 'GET',
      protocol: address.protocol,
      hostname: address.hostname,
      ...(address.port === '' ? {} : { port: Number(address.port) }),
      path: address.pathname,
      query: Object.fromEntries(address.searchParams),
      headers: { host: address.host, accept: 'application/json' },
    });
    const { response } = await handler.handle(request, { abortSignal });
    if (response.statusCode !== 200) {
      throw new PublicListError(l10n.t('{0} answered with HTTP {1}.', host, response.statusCode));
    }
    return await text(response.body as Readable);
  } catch (error) {
    if (error instanceof PublicListError || abortSignal.aborted) {
      throw error;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new PublicListError(l10n.t('{0} cannot be reached: {1}', host, why), { cause: error });
  } finally {
    handler.destroy();
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}
