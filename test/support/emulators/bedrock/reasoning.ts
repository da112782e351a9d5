import { createHash } from 'node:crypto';

/** The signature that the emulator's Claude puts under a reasoning text; only the unmodified text fits it. */
export function signReasoning(text: string): string {
  return createHash('sha256').update(`emulated reasoning\n${text}`).digest('base64');
}

/** Whether a reasoning text came from the emulator and has not been touched since. */
export function isSigned(text: string, signature: string): boolean {
  return signReasoning(text) === signature;
}

const seal = 'emulated redacted reasoning\n';

/** Redacted reasoning of the emulator's Claude, as bytes that mean something only to itself. */
export function sealReasoning(text: string): Uint8Array {
  return Buffer.from(`${seal}${signReasoning(text)}`);
}

/** Whether redacted reasoning, as base64 or as bytes, came from the emulator. */
export function isSealed(data: string | Uint8Array): boolean {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);
  return bytes.toString().startsWith(seal) && bytes.length === seal.length + signReasoning('').length;
}
