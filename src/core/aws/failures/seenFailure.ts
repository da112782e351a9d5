import { redactShapes } from '../../logging/redaction';
import type { ErrorPhase } from './cause';

/** Words of AWS or the network layer, without stack traces; the details for those who ask. */
export interface ErrorDetail {
  /** AWS's exception name or the system's error code, e.g. `ThrottlingException`, `ENOTFOUND`. */
  readonly code: string;
  readonly message: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
}

/** All that a failure is told apart by. */
export interface SeenFailure {
  readonly detail: ErrorDetail;
  /** The codes of the error and its causes, outermost first. */
  readonly codes: readonly string[];
  readonly phase: ErrorPhase;
}

/** Others' words of a failure are cut after so many characters. */
const MAX_SAID = 8192;
const MAX_NAME = 256;

/** Takes what looks like a secret out of a detail, and bounds it. */
export function cleanDetail(said: ErrorDetail): ErrorDetail {
  const { requestId } = said;
  return {
    ...said,
    code: redactShapes(said.code, MAX_NAME),
    message: redactShapes(said.message, MAX_SAID),
    ...(requestId === undefined ? {} : { requestId: redactShapes(requestId, MAX_NAME) }),
  };
}

/** Reads whatever was thrown. `isSystemCode` says which codes say more than the name of an error that has none. */
export function seenFailure(
  error: unknown,
  phase: ErrorPhase,
  isSystemCode: (code: string) => boolean,
): SeenFailure {
  const codes = chain(error)
    .map((link) => stringField(link, 'code'))
    .filter((code) => code !== undefined);
  return { detail: cleanDetail(describe(error, codes.find(isSystemCode))), codes, phase };
}

function describe(error: unknown, systemCode: string | undefined): ErrorDetail {
  if (!(error instanceof Error)) {
    return { code: 'Unknown', message: textOf(error) };
  }
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown = isObject(metadata) ? metadata['httpStatusCode'] : undefined;
  const requestId = stringField(metadata, 'requestId');
  // A plain Error from the network layer says more in its code than in its name.
  const named = said(error, 'name') || 'Unknown';
  const name = named === 'Error' || named === 'TimeoutError' ? (systemCode ?? named) : named;
  return {
    code: name,
    message: said(error, 'message').replace(SDK_HINT, '').trimEnd() || name,
    ...(typeof status === 'number' ? { httpStatus: status } : {}),
    ...(requestId !== undefined ? { requestId } : {}),
  };
}

/* What the SDK adds to what it cannot read is for whoever debugs it. */
const SDK_HINT = /Deserialization error: to see the raw response[^]*/;

/** A field of an error as a text: a gateway's body may put anything there. */
function said(error: Error, field: 'name' | 'message'): string {
  const value: unknown = Reflect.get(error, field);
  if (typeof value === 'string' || value === undefined || value === null) {
    return value ?? '';
  }
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value;
  }
}

/** Anything can be thrown, also an object that cannot be made a text. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}

/** The error and its causes, aggregated ones included, outermost first. */
function chain(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 8) {
    return [];
  }
  const nested: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...nested].flatMap((e) => chain(e, depth + 1))];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function stringField(value: unknown, field: string): string | undefined {
  const found: unknown = isObject(value) ? value[field] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
