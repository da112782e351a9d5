import { pipeline, Transform, type Readable } from 'node:stream';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/** No failure of AWS says more. */
const MAX_FAILURE_BYTES = 256 * 1024;
/** A page of a listing has some hundred entries. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** What says a failure arrives at once or never. */
const FAILURE_MS = 30_000;

type Handle = NodeHttpHandler['handle'];

/** What of an answer is bounded: an answer that streams has no end that could be told, what says a failure has. */
export type Bounded = 'failures' | 'answers';

/**
 * The SDK's HTTP/1.1, which takes no body without an end: whoever sits at an endpoint may send one. VS Code's proxy
 * support patches http and https, and the SDK's own default is HTTP/2 in part.
 */
export class BoundedHttpHandler extends NodeHttpHandler {
  /** `requestTimeout` is for the whole of a bounded answer, in milliseconds. */
  constructor(
    private readonly bounded: Bounded,
    private readonly timeouts: Pick<NodeHttpHandlerOptions, 'requestTimeout'> = {},
  ) {
    // Without `throwOnRequestTimeout` the SDK would warn of a request that takes too long, and go on waiting.
    super({ connectionTimeout: 10_000, ...timeouts, throwOnRequestTimeout: true });
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const answer = await super.handle(request, options);
    const { response } = answer;
    const isFailure = response.statusCode >= 300;
    if (isFailure || this.bounded === 'answers') {
      response.body = withEnd(response.body as Readable, {
        maxBytes: isFailure ? MAX_FAILURE_BYTES : MAX_ANSWER_BYTES,
        timeoutMs: this.timeouts.requestTimeout ?? FAILURE_MS,
        httpStatusCode: response.statusCode,
      });
    }
    return answer;
  }
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
      const message = `The answer (HTTP ${String(httpStatusCode)}) has more than ${String(maxBytes / 1024)} KB; the rest was not read.`;
      done(Object.assign(new Error(message), { name: 'AnswerTooLong', $metadata }));
    },
  });
  const timer = setTimeout(() => {
    const message = `The answer (HTTP ${String(httpStatusCode)}) did not end within ${String(timeoutMs / 1000)} seconds.`;
    counted.destroy(Object.assign(new Error(message), { name: 'TimeoutError', $metadata }));
  }, timeoutMs);
  // Ends both when either does; the failure is told to whoever reads.
  pipeline(body, counted, () => clearTimeout(timer));
  return counted;
}
