import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AwsError } from './errors';
import { withoutSecrets, type ReceivedRequest } from './requestLog';
import type { Route } from './routes';

const maxBodyBytes = 25 * 1024 * 1024;

/** The path and the query of a request. */
export function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/** Headers by name, each as one text. */
export function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** The bytes of a request. @throws AwsError where it says that they are more than Bedrock takes */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
    throw new AwsError('ValidationException', 'Input is too long for requested model.');
  }
  return buffer(request);
}

/** What the log keeps of a request that has arrived. */
export function newEntry(
  request: IncomingMessage,
  route: Route,
  path: string,
  headers: Record<string, string>,
  bytes: Uint8Array,
): ReceivedRequest {
  const attemptHeader = headers['amz-sdk-request'];
  const invocationId = headers['amz-sdk-invocation-id'];
  const raw = Buffer.from(bytes).toString('utf8');
  return {
    operation: route.operation,
    method: request.method ?? 'GET',
    path,
    ...(route.identifier === undefined ? {} : { modelId: route.identifier }),
    body: parseBody(raw, route.service),
    receivedAtUtc: new Date().toISOString(),
    attempt: Number(/attempt=(\d+)/.exec(attemptHeader ?? '')?.[1] ?? 1),
    ...(attemptHeader === undefined ? {} : { attemptHeader }),
    ...(invocationId === undefined ? {} : { invocationId }),
    headers: withoutSecrets(headers),
    remoteAddress: request.socket.remoteAddress ?? '',
    wordsSent: 0,
    aborted: false,
    ended: false,
  };
}

/** A body that is no JSON stays text: callers are authenticated before their bodies are looked at. */
function parseBody(raw: string, service: Route['service']): unknown {
  if (service === 'sts') {
    return Object.fromEntries(new URLSearchParams(raw));
  }
  if (raw === '') {
    return undefined;
  }
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
