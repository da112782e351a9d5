import assert from 'node:assert/strict';
import { eventually } from './eventually';
import type { VsCodeWindow } from './vscodeWindow';

/** Access keys as a user types them. */
export interface TypedKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Goes through the open sign-in dialog with access keys, for us-east-1. */
export async function signInWithKeys(window: VsCodeWindow, keys: TypedKeys): Promise<void> {
  await window.pick('Access keys');
  await window.enter(keys.accessKeyId, { box: /Access key id \(Press/ });
  await enterSecret(window, keys.secretAccessKey, /Secret access key.*\(Press/);
  await enterSecret(window, keys.sessionToken ?? '', /Session token.*\(Press/);
  await window.pick('us-east-1');
}

/** Types a secret into the open box, after making sure that nobody can read over the shoulder. */
async function enterSecret(window: VsCodeWindow, secret: string, box: RegExp): Promise<void> {
  await window.page.locator('.quick-input-widget').filter({ hasText: box }).waitFor();
  await eventually(async () => assert.equal(await window.entersSecret(), true));
  await window.enter(secret);
}
