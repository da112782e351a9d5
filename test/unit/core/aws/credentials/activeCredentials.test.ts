import assert from 'node:assert/strict';
import type { AwsCredentialIdentity } from '@smithy/types';
import { rememberUntilExpiry } from '../../../../../src/core/aws/credentials/activeCredentials';

const MINUTE_MS = 60_000;

describe('remembering credentials until they expire', () => {
  function counting(lifetimeMs: number | undefined, now: () => number) {
    let calls = 0;
    const provider = rememberUntilExpiry(() => {
      calls++;
      const identity: AwsCredentialIdentity = {
        accessKeyId: `key-${String(calls)}`,
        secretAccessKey: 'secret',
        ...(lifetimeMs === undefined ? {} : { expiration: new Date(now() + lifetimeMs) }),
      };
      return Promise.resolve(identity);
    }, now);
    return { provider, id: async (): Promise<string> => (await provider()).accessKeyId };
  }

  it('asks once for all who ask at the same time', async () => {
    const { provider } = counting(60 * MINUTE_MS, () => 0);
    const all = await Promise.all([provider(), provider(), provider()]);
    assert.deepEqual(
      all.map((identity) => identity.accessKeyId),
      ['key-1', 'key-1', 'key-1'],
    );
  });

  it('asks again shortly before the end, not earlier', async () => {
    let now = 0;
    const { id } = counting(60 * MINUTE_MS, () => now);
    assert.equal(await id(), 'key-1');
    now = 54 * MINUTE_MS;
    assert.equal(await id(), 'key-1');
    now = 56 * MINUTE_MS;
    assert.equal(await id(), 'key-2');
  });

  it('does not keep credentials without an end: another tool may rewrite their file', async () => {
    const { id } = counting(undefined, () => 0);
    assert.equal(await id(), 'key-1');
    assert.equal(await id(), 'key-2');
  });

  it('asks again when told to', async () => {
    const { provider } = counting(60 * MINUTE_MS, () => 0);
    await provider();
    assert.equal((await provider({ forceRefresh: true })).accessKeyId, 'key-2');
  });

  it('does not keep a failure', async () => {
    let fail = true;
    const provider = rememberUntilExpiry(() => {
      if (fail) {
        return Promise.reject(new Error('not yet'));
      }
      return Promise.resolve({ accessKeyId: 'key', secretAccessKey: 'secret' });
    });
    await assert.rejects(provider());
    fail = false;
    assert.equal((await provider()).accessKeyId, 'key');
  });
});
