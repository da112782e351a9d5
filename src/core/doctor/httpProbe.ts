import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import * as l10n from '@vscode/l10n';

/** The outcome of asking a server for anything at all. */
export type Probe =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The server's clock, by its Date header, to the second. */
      readonly serverTime: Date | undefined;
      /** This machine's clock halfway between question and answer, in milliseconds since 1970. */
      readonly localMs: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Asks a server for its root, unsigned, over the very modules the AWS SDK uses, so that VS Code's proxy and
 * certificate support apply. Any HTTP answer counts, a refusal too. Never throws.
 */
export async function probe(
  url: URL,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly now?: () => number },
): Promise<Probe> {
  const now = options.now ?? Date.now;
  const time = AbortSignal.timeout(options.timeoutMs);
  const sentMs = now();
  try {
    const response = await get(url, AbortSignal.any([time, options.signal]));
    const tookMs = now() - sentMs;
    const date = new Date(response.headers.date ?? '');
    return {
      kind: 'answered',
      status: response.statusCode ?? 0,
      serverTime: Number.isNaN(date.getTime()) ? undefined : date,
      localMs: sentMs + tookMs / 2,
      tookMs,
    };
  } catch (error) {
    const why = l10n.t({
      message: 'no answer within {0} s',
      args: [options.timeoutMs / 1000],
      comment: ['After a colon.'],
    });
    const late = Object.assign(new Error(why), { code: 'ETIMEDOUT' });
    return { kind: 'failed', error: time.aborted ? late : error };
  }
}

function get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = request(url, { method: 'GET', signal, agent: false }, (response) => {
      // Nobody wants the body.
      response.resume();
      response.on('error', () => undefined);
      resolve(response);
    });
    sent.on('error', reject);
    sent.end();
  });
}
