import assert from 'node:assert/strict';
import {
  parseStoredCredentials,
  secretsIn,
  serializeStoredCredentials,
  type StoredCredentials,
} from '../../../../../src/core/aws/credentials/storedCredentials';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('stored credentials', () => {
  const examples: readonly StoredCredentials[] = [
    { kind: 'keys', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret },
    { kind: 'keys', accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: secret, sessionToken: 'token-1' },
    { kind: 'apiKey', apiKey: 'bedrock-api-key-1' },
  ];
  for (const example of examples) {
    it(`come back as they were stored: ${Object.keys(example).join(', ')}`, () => {
      const problems: string[] = [];
      const text = serializeStoredCredentials(example);
      assert.deepEqual(
        parseStoredCredentials(text, (problem) => problems.push(problem)),
        example,
      );
      assert.deepEqual(problems, []);
    });
  }

  it('are none when nothing is stored, which is no damage', () => {
    assert.equal(
      parseStoredCredentials(undefined, () => assert.fail('not damaged')),
      undefined,
    );
  });

  for (const [name, text] of [
    ['no JSON', `{"kind":"keys","secretAccessKey":"${secret}"`],
    ['a field missing', JSON.stringify({ kind: 'keys', secretAccessKey: secret })],
    [
      'a field of another type',
      JSON.stringify({ kind: 'keys', accessKeyId: [secret], secretAccessKey: secret }),
    ],
    ['a kind that is not known', JSON.stringify({ kind: secret, secretAccessKey: secret })],
    ['another value', JSON.stringify(secret)],
    ['null', 'null'],
  ] as const) {
    it(`count as none and are reported without their content when damaged: ${name}`, () => {
      const problems: string[] = [];
      assert.equal(
        parseStoredCredentials(text, (problem) => problems.push(problem)),
        undefined,
      );
      assert.equal(problems.length, 1);
      assert.ok(!problems.join().includes(secret.slice(0, 8)), 'the report quotes the secret');
    });
  }

  it('name every value that must not be seen', () => {
    assert.deepEqual(examples.map(secretsIn), [[secret], [secret, 'token-1'], ['bedrock-api-key-1']]);
  });
});
