import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from './errors';

/** A key pair that the emulator knows, with a session token when the pair is temporary. */
export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who may call: the emulator's stand-in for IAM. */
export interface KnownCallers {
  readonly keyPairs: readonly KeyPair[];
  readonly apiKeys: readonly string[];
  /** Access key ids of temporary pairs whose time is up. */
  readonly expired: ReadonlySet<string>;
}

/** A received request, as far as its signature covers it. `path` is as it came on the wire, percent-encoding included. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A caller whose credentials were right. */
export interface Caller {
  readonly kind: 'sigv4' | 'bearer';
  /** The access key id, or a fixed word for an API key: never the secret. */
  readonly id: string;
  /** The region the request was signed for; a Bearer request names none. */
  readonly region?: string;
}

/** A service by the name that signatures are made for. */
export type SignedService = 'bedrock' | 'sts' | 'athena' | 's3' | 'servicequotas' | 'pricing' | 'dynamodb';

const maxSkewMs = 5 * 60 * 1000;

/**
 * Who sent the request, from its Authorization header.
 * @throws AwsError as AWS refuses: unknown key, wrong signature, expired token, missing authentication, unknown API key.
 */
export async function authenticate(
  request: SignedRequest,
  service: SignedService,
  known: KnownCallers,
  now: Date,
): Promise<Caller> {
  const header = request.headers['authorization'] ?? '';
  if (/^bearer /i.test(header)) {
    if (service === 'bedrock' && known.apiKeys.includes(header.slice(7).trim())) {
      return { kind: 'bearer', id: 'api-key' };
    }
    throw new AwsError(
      'AccessDeniedException',
      'Authentication failed: Please make sure your API Key is valid.',
      {
        messageKey: 'Message',
      },
    );
  }
  return authenticateSignature(request, header, service, known, now);
}

async function authenticateSignature(
  request: SignedRequest,
  header: string,
  service: string,
  known: KnownCallers,
  now: Date,
): Promise<Caller> {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
      header,
    );
  if (!parts) {
    throw new AwsError('MissingAuthenticationTokenException');
  }
  const [, accessKeyId = '', , region = '', scopeService = '', signedHeaders = '', signature = ''] = parts;

  const pair = known.keyPairs.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (!pair || (request.headers['x-amz-security-token'] ?? '') !== (pair.sessionToken ?? '')) {
    throw new AwsError('UnrecognizedClientException');
  }
  if (known.expired.has(accessKeyId)) {
    throw new AwsError('ExpiredTokenException');
  }
  // One server is both of Bedrock's hosts.
  const isMantle = service === 'bedrock' && scopeService === 'bedrock-mantle';
  if (scopeService !== service && !isMantle) {
    throw new AwsError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${service}'. `,
    );
  }
  const signedAt = parseAmzDate(request.headers['x-amz-date']);
  if (!signedAt) {
    throw new AwsError('InvalidSignatureException', 'Date in the request is missing or malformed.');
  }
  refuseSkew(signedAt, now);

  const expected = await expectedSignature(
    request,
    pair,
    region,
    scopeService,
    signedHeaders.split(';'),
    signedAt,
  );
  if (!bodyMatchesItsHash(request) || !sameText(expected, signature)) {
    throw new AwsError('InvalidSignatureException');
  }
  return { kind: 'sigv4', id: accessKeyId, region };
}

/** Signs the received request again, with the secret we know, and returns the signature alone. */
async function expectedSignature(
  request: SignedRequest,
  pair: KeyPair,
  region: string,
  service: string,
  signedHeaders: readonly string[],
  signingDate: Date,
): Promise<string> {
  const headers: Record<string, string> = {};
  for (const name of signedHeaders) {
    const value = request.headers[name];
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  const query: Record<string, string[]> = {};
  for (const key of new Set(request.query.keys())) {
    query[key] = request.query.getAll(key);
  }
  const signer = new SignatureV4({
    credentials: pair,
    region,
    service,
    sha256: Sha256,
    applyChecksum: false,
    // S3 alone signs the path as it is.
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: 'localhost',
      path: request.path,
      query,
      headers,
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(signedHeaders) },
  );
  return /Signature=([0-9a-f]+)$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? '';
}

/** The payload hash is taken from its header by the signer, so the header itself must fit the body. */
function bodyMatchesItsHash(request: SignedRequest): boolean {
  const claimed = request.headers['x-amz-content-sha256'];
  if (claimed === undefined) {
    return true;
  }
  return claimed === createHash('sha256').update(request.body).digest('hex');
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function parseAmzDate(text: string | undefined): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!parts) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function refuseSkew(signedAt: Date, now: Date): void {
  const skewMs = now.getTime() - signedAt.getTime();
  if (Math.abs(skewMs) <= maxSkewMs) {
    return;
  }
  const late = skewMs > 0;
  const limit = new Date(now.getTime() + (late ? -maxSkewMs : maxSkewMs));
  throw new AwsError(
    'InvalidSignatureException',
    `Signature ${late ? 'expired' : 'not yet current'}: ${amzDate(signedAt)} is ${late ? 'now earlier' : 'still later'} than ${amzDate(limit)} (${amzDate(now)} ${late ? '-' : '+'} 5 min.)`,
  );
}

function amzDate(date: Date): string {
  return `${date.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
}
