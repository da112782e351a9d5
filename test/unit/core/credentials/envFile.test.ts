import assert from 'node:assert/strict';
import { EnvFileError, parseEnvFile } from '../../../../src/core/credentials/envFile';

function missingIn(text: string): readonly string[] {
  try {
    parseEnvFile(text);
  } catch (error) {
    assert.ok(error instanceof EnvFileError);
    for (const name of error.missing) assert.ok(error.message.includes(name));
    return error.missing;
  }
  return assert.fail('nothing was missing');
}

describe('importing an environment file', () => {
  it('reads keys, token and region, with quotes, export, comments, blanks and Windows line ends', () => {
    const text = [
      '\uFEFFAWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE',
      '# for the demo',
      'export AWS_SECRET_ACCESS_KEY="a/b+c=d"  # quoted',
      "AWS_SESSION_TOKEN='token==' ",
      'AWS_REGION = eu-central-1',
      'OTHER=1',
    ].join('\r\n');
    assert.deepEqual(parseEnvFile(text), {
      credentials: {
        kind: 'keys',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'a/b+c=d',
        sessionToken: 'token==',
      },
      region: 'eu-central-1',
    });
  });

  it('leaves out what is empty', () => {
    const text =
      'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=s\nAWS_SESSION_TOKEN=\nAWS_REGION=';
    assert.deepEqual(parseEnvFile(text), {
      credentials: { kind: 'keys', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's' },
    });
  });

  it('takes AWS_DEFAULT_REGION, and no region that is none', () => {
    const keys = 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=s\n';
    assert.equal(parseEnvFile(`${keys}AWS_DEFAULT_REGION=us-west-2`).region, 'us-west-2');
    assert.equal(parseEnvFile(`${keys}AWS_REGION=somewhere`).region, undefined);
  });

  it('takes a Bedrock API key where there are no access keys', () => {
    assert.deepEqual(parseEnvFile('AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-1'), {
      credentials: { kind: 'apiKey', apiKey: 'bedrock-api-key-1' },
    });
  });

  it('names the variables that are missing, and no value', () => {
    assert.deepEqual(missingIn(''), ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    assert.deepEqual(missingIn('AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE'), ['AWS_SECRET_ACCESS_KEY']);
    assert.deepEqual(missingIn('AWS_SECRET_ACCESS_KEY=very-secret\nAWS_ACCESS_KEY_ID=" "'), [
      'AWS_ACCESS_KEY_ID',
    ]);
    assert.throws(
      () => parseEnvFile('AWS_SECRET_ACCESS_KEY=very-secret'),
      (error: Error) => !String(error.stack).includes('very-secret'),
    );
  });

  it('asks for the token of temporary keys', () => {
    assert.deepEqual(missingIn('AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=s'), [
      'AWS_SESSION_TOKEN',
    ]);
  });
});
