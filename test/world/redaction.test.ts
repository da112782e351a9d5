import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Redactor } from '../../src/core/logging/redaction';
import { plants, seededRandom, secretKey, sessionToken } from './support/plantedSecrets';

const redact = (text: string, maxLength?: number) => new Redactor().redact(text, maxLength);

describe('a secret in a text', () => {
  const random = seededRandom();

  for (const { form } of plants(random)) {
    it(`is taken out as ${form}`, () => {
      for (let round = 0; round < 20; round += 1) {
        const plant = plants(random).find((each) => each.form === form);
        assert.ok(plant);
        const clean = redact(plant.text);
        assertNoPiece(plant.secret, clean, plant.text);
        assert.ok(clean.includes('[redacted]'), clean);
        assert.equal(redact(clean), clean, 'a text that is clean stays as it is');
      }
    });
  }

  it('is taken out of a text that is long, has many lines and all scripts', () => {
    for (const plant of plants(random)) {
      const around = '日本語のテキスト, naïve café, 🔑🔒 and prose.\r\n'.repeat(200);
      const clean = redact(`${around}${plant.text}\r\n${around}`);
      assertNoPiece(plant.secret, clean, plant.form);
      assert.ok(clean.startsWith(around) && clean.endsWith(around), plant.form);
    }
  });

  it('leaves no piece behind where a long text is cut', () => {
    for (const plant of plants(random)) {
      for (let step = 0; step <= 20; step += 1) {
        const at = plant.text.indexOf(plant.secret) + Math.round((plant.secret.length * step) / 20);
        const maxLength = 400;
        // The cut is somewhere before the longest that the result may be.
        for (const room of [0, 20, 40]) {
          const before = '- '.repeat(maxLength).slice(0, Math.max(0, maxLength - room - at - 1));
          const clean = redact(`${before} ${plant.text}${' -'.repeat(9000)}`, maxLength);
          assert.ok(clean.length <= maxLength + '[redacted]'.length, plant.form);
          assert.match(clean, /… \(\d+ more characters\)$/);
          assertNoPiece(plant.secret, clean, plant.form);
        }
      }
    }
  });
});

describe('a text without a secret', () => {
  const innocent = [
    'Too many tokens per day, please wait before trying again.',
    'token count: 1234, limit 5000',
    'max_tokens=4096 inputTokens=812 outputTokens=12 cacheReadInputTokens=0',
    '{"max_tokens":4096,"usage":{"inputTokens":812}}',
    'Unexpected token \'<\', "<html><bod"... is not valid JSON',
    'Unexpected token = in JSON at position 5',
    'Unexpected token : in JSON at position 5',
    'invalid token: expected comma',
    'The security token included in the request is invalid.',
    'The security token included in the request is expired',
    'Your password has expired and your secret is out.',
    'Basic authentication and Bearer authorization are not supported here.',
    'Basic information about bearer tokens',
    '["user", "password", "email"]',
    'List<Token> is not assignable to Set<Token>',
    'PWD=/home/me/project',
    'User: arn:aws:sts::123456789012:assumed-role/Developer/me is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'Signature expired: 20261120T140322Z is now earlier than 20261120T141022Z (20261120T141522Z - 5 min.)',
    'Invocation of model ID anthropic.claude-sonnet-4-20250514-v1:0 with on-demand throughput isn’t supported.',
    'request 3f2e7d1c-0a1b-4c2d-8e3f-0123456789ab, call 01J9ZQ3V5K8M2N4P6R7S8T9V0W',
    'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'integrity sha512-MJm2YHCwEV7AmI2u9zvzCVUyJZqBPcvWIdGFzvxcKDuLxiGdVCKvMQpdnPUtr0SKDOXO8qZ2YI9ZQX8/mBo3Gg==',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'GET https://registry.test:8443/@types/node/-/node-24.0.0.tgz failed',
    'GET https://host.test/people?mail=me@host.test failed',
    'https://host.test/a?b=1#c and mailto:me@host.test',
    'connect ECONNREFUSED 127.0.0.1:8080',
    'C:\\new\\table\\readme.txt cannot be read',
    'the model amazon.nova-pro-v1:0 in eu-central-1 took 12,345 ms',
    'x-amz-date;x-amz-security-token, host',
    '日本語: トークンが多すぎます。пароль неверен. 密码错误。',
  ];
  for (const text of innocent) {
    it(`stays as it is: ${text.slice(0, 70)}`, () => {
      assert.equal(redact(text), text);
    });
  }
});

/** Texts that the search begins to look at again and again: beginnings of secrets, quotes and escapes that lead nowhere. */
const beginnings = [
  'a',
  'A',
  '0',
  '/',
  '\\',
  '-',
  '=',
  '%',
  '"',
  "'",
  '<',
  '&',
  ' ',
  '\n',
  '[',
  '.',
  '@',
  ':',
  ',',
  'é',
  '🔑',
  'a.',
  'a-',
  '%2F',
  '%3D',
  '%%',
  '\\n',
  '\\"',
  '\\/',
  '--',
  '--a',
  '<a.',
  '\u001b[31m',
  '::',
  '://',
  'a://',
  'a://a',
  'a://a:',
  'a://a:1/',
  '%3A%2F%2F',
  '%3A%2F%2Fa',
  '<![CDATA[',
  'AWS4-',
  'AWS4-A ',
  'AWS4-A Credential=',
  'Credential=',
  'Bearer ',
  'Basic a',
  'x-amz-',
  'signature',

  'eyJ',
  'eyJ-',
  'eyJaaaaaaaa.',
  'aoaA',
  '%2FaoaA',
  'IQoJ',
  'ABSK',
  'AKIA',
  '-----BEGIN PRIVATE KEY-----',
  'token',
  'token ',
  'token=',
  'token:',
  'token="',
  "token='",
  'token=\\"',
  'token=%22',
  'token=&quot;',

  'token=[',
  'token,',
  '"token",',
  '"authorization","value":',
  'authorization: a,b=',
  'secret=a)',
  'id_token',
  'password',
  'password   ',
  'password=',
  'password="\n',
  'pwd:',
  'pwd: a ',
  '--token ',
  '--token=',
  '<token',
  '<token>',
  '<token> ',
  '&lt;token&gt;',
  `${'a'.repeat(39)} `,
  `${'aA1'.repeat(13)} `,
];

describe('a text made to keep the search busy', () => {
  const random = seededRandom();
  const redactor = new Redactor();
  const known = [secretKey(random), sessionToken(random), `${'a'.repeat(39)}b`];
  known.forEach((secret) => redactor.addSecret(secret));
  const filled = (size: number, piece: () => string) => {
    let text = '';
    while (text.length < size) {
      text += piece();
    }
    return text;
  };

  it('takes no longer than its length allows, whatever it repeats', () => {
    for (const beginning of [...beginnings, ...known]) {
      redactor.redact(
        filled(150_000, () => beginning),
        Infinity,
      );
    }
  });

  it('takes no longer than its length allows, whatever it mixes', () => {
    const any = () => beginnings[random(beginnings.length)] ?? '';
    redactor.redact(filled(2_000_000, any), Infinity);
    for (let round = 0; round < 20; round += 1) {
      const [first, second] = [any(), any()];
      redactor.redact(
        filled(200_000, () => first + second),
        Infinity,
      );
    }
  });

  it('takes no longer when it is large, since it is cut first', () => {
    const text = 'eyJ-AWS4-a.'.repeat(10_000_000);
    const clean = redactor.redact(text);
    assert.ok(clean.length < 70_000);
    assert.match(clean, /… \(1099\d{5} more characters\)$/);
  });
});

/** Seven characters are more than chance puts together. */
function assertNoPiece(secret: string, clean: string, about: string): void {
  for (let at = 0; at + 7 <= secret.length; at += 1) {
    const piece = secret.slice(at, at + 7);
    assert.ok(!clean.includes(piece), `${piece} of ${about} is in ${clean.slice(0, 1000)}`);
  }
}
