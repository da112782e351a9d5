import * as l10n from '@vscode/l10n';

/** A place in S3: a bucket and the beginning of its keys, empty or ending in a slash. */
export interface S3Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads `s3://bucket/prefix/`; undefined for what is none. Names of buckets: the rules of the S3 documentation. */
export function s3Location(uri: string): S3Location | undefined {
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(uri.trim()) ?? [];
  if (bucket === undefined || bucket.includes('..') || /^\/|\/\//.test(path)) {
    return undefined;
  }
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` };
}

/** An object as `s3://bucket/key`. */
export function s3Uri({ bucket, prefix }: S3Location, name: string): string {
  return `s3://${bucket}/${prefix}${name}`;
}

/** The bucket and the key of an object's URI. @throws Error when it is none */
export function s3Object(uri: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new Error(l10n.t('{0} is no object in S3.', uri));
  }
  return { bucket, key };
}

/** The account of a role; undefined where its ARN names none. */
export function roleAccount(arn: string): string | undefined {
  return /^arn:aws[\w-]*:iam::(\d{12}):role\//.exec(arn.trim())?.[1];
}

/** Whether this is the ARN of an IAM role, as CreateModelInvocationJob takes it. */
export function isRoleArn(arn: string): boolean {
  return /^arn:aws(-[a-z-]+)?:iam::\d{12}:role\/.+$/.test(arn.trim());
}
