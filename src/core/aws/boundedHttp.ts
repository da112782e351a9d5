import type { AgentOptions } from 'node:https';
import { pipeline, Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as l10n from '@vscode/l10n';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { boundedMessages } from './boundedMessages';
import { foreignAnswer, isText } from './foreignAnswer';

/** No failure of AWS says more. */
const MAX_FAILURE_BYTES = 256 * 1024;
/** A page of a listing or of a table has some hundred KB; DynamoDB's have a megabyte at most. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
/** An answer that has begun arrives at once or never. */
const ANSWER_MS = 30_000;

type Handle = NodeHttpHandler['handle'];
type Request = Parameters<Handle>[0];

/** How long is waited, in milliseconds, and how much is taken. */
export interface HttpBounds extends Pick<NodeHttpHandlerOptions, 'requestTimeout' | 'socketTimeout'> {
  /** Of an answer that does not stream; 2 MB unless given. */
  readonly maxAnswerBytes?: number;
}

/**
 * The SDK's HTTP/1.1, which takes no body without an end: whoever sits at an endpoint may send one. VS Code's proxy
 * support patches http and https, and the SDK's own default is HTTP/2 in part.
 */
export class BoundedHttpHandler extends NodeHttpHandler {
  private readonly bounds: HttpBounds;

  /** `requestTimeout` is for the whole of an answer, but for one that streams. */
  constructor(bounds: HttpBounds = {}) {
    const { requestTimeout, socketTimeout } = bounds;
    const agent = environmentProxies();
    super({
      connectionTimeout: 10_000,
      ...(agent && { httpAgent: agent, httpsAgent: agent }),
      ...(requestTimeout !== undefined && { requestTimeout }),
      ...(socketTimeout !== undefined && { socketTimeout }),
      // The SDK would warn of a request that takes too long, and go on waiting.
      throwOnRequestTimeout: true,
    });
    this.bounds = bounds;
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const answer = await super.handle(request, options);
    const { response } = answer;
    const { requestTimeout: timeoutMs = ANSWER_MS, maxAnswerBytes = MAX_ANSWER_BYTES } = this.bounds;
    const { statusCode: httpStatusCode } = response;
    const body = response.body as Readable;
    if (httpStatusCode >= 300 || isText(response.headers)) {
      const bytes = await buffer(withEnd(body, { maxBytes: MAX_FAILURE_BYTES, timeoutMs, httpStatusCode }));
      const { headers } = response;
      const foreign = foreignAnswer({ status: httpStatusCode, headers, body: bytes.toString('utf8') });
      if (foreign !== undefined) {
        throw foreign;
      }
      response.body = Readable.from([bytes]);
      return answer;
    }
    switch (streamOf(request)) {
      case 'messages':
        response.body = boundedMessages(body);
        break;
      case 'lines':
        break;
      case undefined:
        response.body = withEnd(body, { maxBytes: maxAnswerBytes, timeoutMs, httpStatusCode });
    }
    return answer;
  }
}

/** Options of Node's agents since 24.5, which its types do not have yet. */
interface ProxiedAgentOptions extends AgentOptions {
  readonly proxyEnv: NodeJS.ProcessEnv;
}

/**
 * Lets agents go by HTTPS_PROXY and NO_PROXY where Node's own switch for that is set, which Node heeds for its global
 * agents alone. VS Code has its own proxy support and puts its agents in place of these.
 */
function environmentProxies(): ProxiedAgentOptions | undefined {
  return process.env['NODE_USE_ENV_PROXY'] === '1' ? { proxyEnv: process.env } : undefined;
}

/**
 * The stream of a success: ConverseStream its messages; S3's GetObject a file and the OpenAI-compatible APIs their
 * events, whose readers bound each line. Told by the request, as the endpoint may call its answer anything; undefined
 * for every other operation.
 */
function streamOf({ method, path, query }: Request): 'messages' | 'lines' | undefined {
  if (method === 'POST' && path.endsWith('/converse-stream')) {
    return 'messages';
  }
  const isOpenAi = method === 'POST' && /\/v1\/(responses|chat\/completions)$/.test(path);
  return isOpenAi || query['x-id'] === 'GetObject' ? 'lines' : undefined;
}

interface End {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly httpStatusCode: number;
}

function withEnd(body: Readable, { maxBytes, timeoutMs, httpStatusCode }: End): Readable {
  const $metadata = { httpStatusCode };
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        done(null, chunk);
        return;
      }
      const message = l10n.t(
        'The answer (HTTP {0}) has more than {1} KB; the rest was not read.',
        httpStatusCode,
        maxBytes / 1024,
      );
      done(Object.assign(new Error(message), { name: 'AnswerTooLong', $metadata }));
    },
  });
  const timer = setTimeout(() => {
    const message = l10n.t(
      'The answer (HTTP {0}) did not end within {1} seconds.',
      httpStatusCode,
      timeoutMs / 1000,
    );
    counted.destroy(Object.assign(new Error(message), { name: 'TimeoutError', $metadata }));
  }, timeoutMs);
  // Ends both when either does; the failure is told to whoever reads.
  pipeline(body, counted, () => clearTimeout(timer));
  return counted;
}
