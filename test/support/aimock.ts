import { LLMock, type FixtureOpts, type FixtureResponse, type MockServerOptions } from '@copilotkit/aimock';

/** A mock of Bedrock's Converse and ConverseStream that others wrote: a check against an emulator that errs as we do. */
export interface Aimock {
  /** The endpoint to give to SDK clients. It does not look at credentials. */
  readonly url: string;
  /** Paths of the calls received so far, in order, with the model id decoded. */
  readonly paths: readonly string[];
  /** Answers prompts that contain the text or match the pattern; what was added last wins. Its errors are not in AWS's form. */
  on(prompt: string | RegExp, response: FixtureResponse, options?: FixtureOpts): void;
  /** Stops it; may be called again. */
  close(): Promise<void>;
}

/**
 * Starts aimock on a free loopback port. Until told otherwise, it answers every prompt with `defaultAnswer`, in pieces of
 * a few characters; what `on` adds comes first.
 */
export async function startAimock(
  options: { readonly defaultAnswer?: string } & Pick<
    MockServerOptions,
    'port' | 'latency' | 'chunkSize'
  > = {},
): Promise<Aimock> {
  const { defaultAnswer = 'Hello from aimock.', ...server } = options;
  const mock = new LLMock({ host: '127.0.0.1', port: 0, chunkSize: 5, ...server });
  mock.on({}, { content: defaultAnswer });
  await mock.start();
  let stopped: Promise<void> | undefined;
  return {
    url: mock.url,
    get paths() {
      return mock.getRequests().map((entry) => decodeURIComponent(entry.path));
    },
    on: (prompt, response, rest = {}) => {
      mock.prependFixture({ match: { userMessage: prompt }, response, ...rest });
    },
    close: () => (stopped ??= mock.stop()),
  };
}
