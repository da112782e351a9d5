import type { ServerResponse } from 'node:http';
import { SignedServer, type Received, type Service } from './signedServer';
import { AwsError } from './bedrock/errors';
import type { KeyPair } from './bedrock/signature';

/** The calls that the emulator knows, by the names of S3's API. */
export type S3Operation = 'PutObject' | 'GetObject' | 'HeadObject' | 'DeleteObject' | 'ListObjectsV2';

/** How S3 words its refusals, with their HTTP status. */
class S3Error extends AwsError {
  constructor(
    readonly code: string,
    readonly httpStatus: number,
    message: string,
  ) {
    super('ValidationException', message);
  }
}

/** Objects a page of a listing; small, so that pages are turned. */
const PAGE = 2;

/** Amazon S3 on loopback, path-style: objects in memory, and what was asked for. */
export class S3Emulator implements Service {
  readonly name = 's3';
  /** `bucket/key` → what is in it. */
  readonly objects = new Map<string, Buffer>();
  readonly requests: { readonly operation: S3Operation; readonly key: string }[] = [];
  private readonly denied = new Set<S3Operation>();
  private cuts = 0;
  private server: SignedServer | undefined;

  constructor(private readonly buckets: readonly string[]) {}

  /** Starts an emulator with these buckets. */
  static async start(buckets: readonly string[], keys: KeyPair): Promise<S3Emulator> {
    const emulator = new S3Emulator(buckets);
    emulator.server = await SignedServer.start(emulator, keys);
    return emulator;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  /** From now on no policy allows the operation. */
  deny(operation: S3Operation): void {
    this.denied.add(operation);
  }

  /** A policy allows it again. */
  allow(operation: S3Operation): void {
    this.denied.delete(operation);
  }

  /** The next downloads break off in the middle. */
  cutDownloads(times: number): void {
    this.cuts = times;
  }

  /** Forgets everything but its buckets. */
  reset(): void {
    this.objects.clear();
    this.requests.length = 0;
    this.denied.clear();
    this.cuts = 0;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  answer(request: Received, response: ServerResponse): void {
    const [, bucket = '', ...rest] = request.path.split('/');
    const key = rest.join('/');
    const operation = operationOf(request, key);
    this.requests.push({ operation, key: `${bucket}/${key}` });
    if (!this.buckets.includes(bucket)) {
      throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist');
    }
    if (this.denied.has(operation)) {
      throw new S3Error('AccessDenied', 403, 'Access Denied');
    }
    const name = `${bucket}/${key}`;
    switch (operation) {
      case 'PutObject':
        this.objects.set(name, request.body);
        return void response.writeHead(200).end();
      case 'DeleteObject':
        this.objects.delete(name);
        return void response.writeHead(204).end();
      case 'HeadObject':
        return void response.writeHead(200, { 'content-length': this.object(name).length }).end();
      case 'GetObject':
        return this.download(this.object(name), response);
      case 'ListObjectsV2':
        return this.list(bucket, request.query, response);
    }
  }

  refuse(error: AwsError, response: ServerResponse): void {
    const [code, status] =
      error instanceof S3Error ? [error.code, error.httpStatus] : [error.name, error.status];
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${error.message}</Message></Error>`;
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  }

  private object(name: string): Buffer {
    const found = this.objects.get(name);
    if (found === undefined) {
      throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.');
    }
    return found;
  }

  private download(body: Buffer, response: ServerResponse): void {
    response.writeHead(200, { 'content-length': body.length });
    if (this.cuts === 0) {
      return void response.end(body);
    }
    this.cuts--;
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  }

  private list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const names = [...this.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
    const start = Number(query.get('continuation-token') ?? 0);
    const end = start + PAGE;
    const contents = names.slice(start, end).map((name) => {
      const size = this.objects.get(name)?.length ?? 0;
      return `<Contents><Key>${name.slice(bucket.length + 1)}</Key><Size>${size}</Size></Contents>`;
    });
    const next = end < names.length ? `<NextContinuationToken>${end}</NextContinuationToken>` : '';
    const body = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`;
    response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
  }
}

function operationOf({ method, query }: Received, key: string): S3Operation {
  if (method === 'GET') {
    return key === '' && query.get('list-type') === '2' ? 'ListObjectsV2' : 'GetObject';
  }
  const named: Readonly<Record<string, S3Operation>> = {
    PUT: 'PutObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  const operation = named[method];
  if (operation === undefined) {
    throw new S3Error('MethodNotAllowed', 405, 'The method is not allowed.');
  }
  return operation;
}
