import * as v from 'valibot';

/** The API that a webview gets from VS Code to talk to its host; `acquireVsCodeApi()` returns one. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}

/** The schemas of both directions: what arrives from the extension host and what leaves for it. */
export interface ChannelSchemas<
  In extends v.GenericSchema<unknown, unknown>,
  Out extends v.GenericSchema<unknown, unknown>,
> {
  incoming: In;
  outgoing: Out;
}

/** A typed line to the extension host. `post` after `dispose` does nothing. */
export interface HostChannel<Out> {
  post(message: Out): void;
  dispose(): void;
}

/**
 * Opens the line to the extension host. Messages of either direction that do not fit their schema
 * are dropped and reported to the console: a newer or broken other side must not break the page.
 */
export function openHostChannel<
  In extends v.GenericSchema<unknown, unknown>,
  Out extends v.GenericSchema<unknown, unknown>,
>(
  api: WebviewApi,
  schemas: ChannelSchemas<In, Out>,
  onMessage: (message: v.InferOutput<In>) => void,
): HostChannel<v.InferInput<Out>> {
  const listening = new AbortController();
  window.addEventListener(
    'message',
    (event: MessageEvent<unknown>) => {
      const message = parse(schemas.incoming, event.data, 'from the host');
      if (message !== undefined) {
        onMessage(message);
      }
    },
    { signal: listening.signal },
  );
  return {
    post(message) {
      if (listening.signal.aborted) {
        return;
      }
      const valid = parse(schemas.outgoing, message, 'to the host');
      if (valid !== undefined) {
        api.postMessage(valid);
      }
    },
    dispose: () => listening.abort(),
  };
}

function parse<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  message: unknown,
  direction: string,
): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, message);
  if (result.success) {
    return result.output;
  }
  // Only where and what kind: the message itself may hold a user's text.
  const [issue] = result.issues;
  console.warn(`A message ${direction} was dropped: ${v.getDotPath(issue) ?? 'message'} (${issue.type})`);
  return undefined;
}
