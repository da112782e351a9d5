import type { IncomingHttpHeaders } from 'node:http';

/** Keys as the server hands them out. */
export interface WorldKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who signed a request, and for which region and service. */
export interface Signed {
  /** Undefined where an API key is used. */
  readonly accessKeyId?: string;
  readonly region?: string;
  readonly service?: string;
}

const signature =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]{16,})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;

/** Reads the Authorization header: Signature Version 4 by its shape, or a bearer; undefined where it is neither. */
export function signedBy(headers: IncomingHttpHeaders): Signed | undefined {
  const { authorization = '' } = headers;
  if (/^Bearer \S+$/.test(authorization)) {
    return {};
  }
  const [, accessKeyId, , region, service, signedHeaders = ''] = signature.exec(authorization) ?? [];
  const complete = headers['x-amz-date'] !== undefined && signedHeaders.split(';').includes('host');
  return accessKeyId !== undefined && complete ? { accessKeyId, region, service } : undefined;
}
