import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { clientConfiguration } from '../../../../src/core/aws/clientConfiguration';
import { assertSigning, KeysNeededError } from '../../../../src/core/aws/keysNeeded';
import { fromStored } from '../../../../src/core/aws/credentials/providers';

const region = 'eu-central-1';
const keys = fromStored({ kind: 'keys', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' });
const apiKey = fromStored({ kind: 'apiKey', apiKey: 'bedrock-api-key-example' });

describe('the configuration of a client of AWS', () => {
  it('names its scheme, so that no variable of the environment decides it', async () => {
    const signing = clientConfiguration({ region, credentials: keys });
    assert.deepEqual(signing.authSchemePreference, ['sigv4']);
    assert.equal(signing.credentials, keys.kind === 'aws' ? keys.provider : undefined);
    const bearing = clientConfiguration({ region, credentials: apiKey });
    assert.deepEqual(bearing.authSchemePreference, ['httpBearerAuth']);
    assert.equal((await bearing.token?.())?.token, 'bedrock-api-key-example');
  });

  it('leaves to the SDK what nobody set: the endpoint, the retries and their number', () => {
    const plain = clientConfiguration({ region, credentials: keys, endpoint: '' });
    for (const left of ['endpoint', 'retryStrategy', 'maxAttempts']) {
      assert.ok(!(left in plain), left);
    }
    const endpoint = 'https://vpce.example';
    const set = clientConfiguration({ region, credentials: keys, endpoint, maxAttempts: 2 });
    assert.deepEqual([set.endpoint, set.maxAttempts], [endpoint, 2]);
  });

  it('is refused in one way where a Bedrock API key is all there is and keys are needed', () => {
    assert.doesNotThrow(() => assertSigning(keys, 'prices'));
    assert.throws(
      () => assertSigning(apiKey, 'prices'),
      (error) =>
        error instanceof KeysNeededError &&
        error.reason === 'credentialsWrong' &&
        /Sign in with access keys or a profile to read prices\.$/.test(error.message),
    );
  });
});
