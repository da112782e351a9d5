import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvFileError, parseEnvFile, readEnvFile } from '../../../../../src/core/aws/credentials/envFile';

function missingIn(text: string): readonly string[] {
  try {
    parseEnvFile(text);
  } catch (error) {
    assert.ok(error instanceof EnvFileError);
    for (const name of error.missing) {
      assert.ok(error.message.includes(name));
    }
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

describe('reading an environment file that was picked', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'env-'));
    path = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives its text, also through a link, which is the user’s own', async () => {
    writeFileSync(path, 'AWS_REGION=eu-central-1\n');
    symlinkSync(path, join(folder, 'link.env'));
    assert.equal(await readEnvFile(path), 'AWS_REGION=eu-central-1\n');
    assert.equal(await readEnvFile(join(folder, 'link.env')), 'AWS_REGION=eu-central-1\n');
  });

  it('reads nothing of what is larger than any such file', async () => {
    writeFileSync(path, '');
    truncateSync(path, 1024 * 1024 + 1);
    await assert.rejects(readEnvFile(path), /larger than a megabyte/);
    truncateSync(path, 1024 * 1024);
    assert.equal((await readEnvFile(path)).length, 1024 * 1024);
  });

  it('waits for no pipe, and reads no device that has no end', async () => {
    if (process.platform === 'win32') {
      return;
    }
    execFileSync('mkfifo', [path]);
    symlinkSync('/dev/zero', join(folder, 'zero.env'));
    await assert.rejects(readEnvFile(path), /no regular file/);
    await assert.rejects(readEnvFile(join(folder, 'zero.env')), /no regular file/);
  });
});
