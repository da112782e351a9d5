import assert from 'node:assert/strict';
import {
  checkAccessKeyId,
  checkApiKey,
  checkSecretAccessKey,
  checkSessionToken,
} from '../../../../../src/core/aws/credentials/keyShapes';

const id = 'AKIAIOSFODNN7EXAMPLE';
const temporaryId = 'ASIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('the shape of pasted credentials', () => {
  it('lets the usual ones pass', () => {
    assert.equal(checkAccessKeyId(id), undefined);
    assert.equal(checkAccessKeyId(temporaryId), undefined);
    assert.equal(checkSecretAccessKey(secret), undefined);
    assert.equal(checkSessionToken('', id), undefined);
    assert.equal(checkSessionToken('IQoJb3JpZ2lu', temporaryId), undefined);
    assert.equal(checkApiKey('bedrock-api-key-aGVsbG8='), undefined);
  });

  it('lets keys of AWS-compatible services pass', () => {
    assert.equal(checkAccessKeyId('LKIAQAAAAAAAEXAMPLE1'), undefined);
  });

  for (const [name, actual, expected] of [
    ['no id', checkAccessKeyId(''), 'empty'],
    ['two values at once', checkAccessKeyId(`${id} ${secret}`), 'blanksInside'],
    ['the id of a role', checkAccessKeyId('AROAIOSFODNN7EXAMPLE'), 'notAnAccessKey'],
    ['the secret as id', checkAccessKeyId(secret), 'looksLikeSecret'],
    ['quotes', checkAccessKeyId(`"${id}"`), 'wrongCharacters'],
    ['half an id', checkAccessKeyId('AKIAIOSF'), 'tooShort'],
    ['the id as secret', checkSecretAccessKey(id), 'looksLikeAccessKeyId'],
    ['a broken line', checkSecretAccessKey('wJalrXUtnFEMI\nK7MDENG'), 'blanksInside'],
    ['half a secret', checkSecretAccessKey('wJalr'), 'tooShort'],
    ['no token for a temporary key', checkSessionToken('', temporaryId), 'tokenNeeded'],
    ['the id as token', checkSessionToken(id, id), 'looksLikeAccessKeyId'],
    ['an access key as API key', checkApiKey(id), 'looksLikeAccessKeyId'],
    ['no API key', checkApiKey(''), 'empty'],
  ] as const) {
    it(`finds ${name}`, () => assert.equal(actual, expected));
  }
});
