import { createHash } from 'node:crypto';

/** The signature that the emulator's Claude puts under a reasoning text; only the unmodified text fits it. */
export function signReasoning(text: string): string {
  return createHash('sha256').update(`emulated reasoning\n${text}`).digest('base64');
}

/** Whether a reasoning text came from the emulator and has not been touched since. */
export function isSigned(text: string, signature: string): boolean {
  return signReasoning(text) === signature;
}
