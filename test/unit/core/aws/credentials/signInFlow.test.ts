import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { BedrockError, type ErrorReason } from '../../../../../src/core/aws/errors';
import type { AwsProfile } from '../../../../../src/core/aws/credentials/profiles';
import {
  SignInFlow,
  type SignInChoice,
  type SignInResult,
} from '../../../../../src/core/aws/credentials/signInFlow';
import { AwsHome } from '../../../../support/fakes/awsHome';
import { ScriptedPrompts } from '../../../../support/fakes/scriptedPrompts';

const id = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const me = { label: 'me', account: '123456789012' };

/** AWS, as the dialog meets it: refuses with each of the reasons in turn, then accepts. */
async function run(prompts: ScriptedPrompts, refusals: readonly ErrorReason[] = []) {
  const rest = [...refusals];
  const verified: { readonly choice: SignInChoice; readonly region: string }[] = [];
  const secrets: string[] = [];
  const logins: AwsProfile[] = [];
  let logsShown = 0;
  const flow = new SignInFlow(
    prompts,
    {
      verify: (choice, region) => {
        verified.push({ choice, region });
        const reason = rest.shift();
        if (reason === undefined) {
          return Promise.resolve(me);
        }
        return Promise.reject(new BedrockError(reason, { code: 'X', message: reason }));
      },
      readFile: (path) => readFile(path, 'utf8'),
      login: (profile) => Promise.resolve(logins.push(profile)),
      showLog: () => logsShown++,
      onSecret: (value) => secrets.push(value),
    },
    'us-east-1',
  );
  const result: SignInResult | undefined = await flow.run();
  return { result, verified, secrets, logins, logsShown };
}

describe('the dialog of signing in', () => {
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  it('asks for keys, then the region, then AWS', async () => {
    const prompts = new ScriptedPrompts(['keys', id, secret, '', 'us-west-2']);
    const { result, verified } = await run(prompts);
    const choice = {
      source: 'keys',
      credentials: { kind: 'keys', accessKeyId: id, secretAccessKey: secret },
    } as const;
    assert.deepEqual(result, { choice, region: 'us-west-2', identity: me });
    assert.deepEqual(verified, [{ choice, region: 'us-west-2' }]);
    assert.deepEqual(
      prompts.asked.map(({ kind, position }) => `${kind} ${position}`),
      ['method 1/3', 'accessKeyId < 2/3', 'secretAccessKey < 2/3', 'sessionToken < 2/3', 'region < 3/3'],
    );
  });

  it('takes a session token, and trims what was pasted', async () => {
    const { result } = await run(
      new ScriptedPrompts(['keys', ` ${id}\n`, `\t${secret} `, ' token ', 'us-east-1']),
    );
    assert.deepEqual(result?.choice, {
      source: 'keys',
      credentials: { kind: 'keys', accessKeyId: id, secretAccessKey: secret, sessionToken: 'token' },
    });
  });

  it('takes an API key', async () => {
    const { result } = await run(new ScriptedPrompts(['apiKey', 'bedrock-api-key-1', 'us-east-1']));
    assert.deepEqual(result?.choice, {
      source: 'keys',
      credentials: { kind: 'apiKey', apiKey: 'bedrock-api-key-1' },
    });
  });

  it('offers the profiles that have credentials, and then the region of the one chosen', async () => {
    await home.config(
      '[default]\nregion = eu-west-1\n[profile tool]\ncredential_process = tool\nregion = eu-north-1\n',
    );
    const prompts = new ScriptedPrompts(['profile', 'tool', 'eu-north-1']);
    const { result } = await run(prompts);
    assert.deepEqual(result?.choice, { source: 'profile', profile: 'tool' });
    const [, profileQuestion, regionQuestion] = prompts.asked;
    assert.ok(profileQuestion?.kind === 'profile' && regionQuestion?.kind === 'region');
    assert.deepEqual(
      profileQuestion.profiles.map(({ name }) => name),
      ['tool'],
    );
    assert.equal(regionQuestion.current, 'eu-north-1');
  });

  it('asks for the region alone with the default chain', async () => {
    const prompts = new ScriptedPrompts(['default', 'us-east-1']);
    const { result } = await run(prompts);
    assert.deepEqual(result?.choice, { source: 'default' });
    assert.equal(prompts.asked[1]?.position, '< 2/2');
  });

  it('imports a file with its region', async () => {
    const file = await home.write(
      '.env',
      `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nAWS_REGION=eu-west-3\n`,
    );
    const prompts = new ScriptedPrompts(['envFile', file, 'eu-west-3']);
    const { result, secrets } = await run(prompts);
    assert.deepEqual(result?.choice, {
      source: 'keys',
      credentials: { kind: 'keys', accessKeyId: id, secretAccessKey: secret },
    });
    assert.deepEqual(secrets, [secret]);
    const question = prompts.asked[2];
    assert.equal(question?.kind === 'region' && question.current, 'eu-west-3');
  });

  it('says what a file is missing, and asks for another', async () => {
    const bad = await home.write('bad.env', `AWS_ACCESS_KEY_ID=${id}`);
    const good = await home.write('good.env', `AWS_BEARER_TOKEN_BEDROCK=key-1`);
    const prompts = new ScriptedPrompts(['envFile', bad, `${bad}.gone`, good, 'us-east-1']);
    const { result } = await run(prompts);
    assert.deepEqual(prompts.fileProblems, [['AWS_SECRET_ACCESS_KEY'], []]);
    assert.equal(result?.choice.source, 'keys');
  });

  it('goes back question by question, and presets what is no secret', async () => {
    const back = { back: true } as const;
    const prompts = new ScriptedPrompts([
      'keys',
      id,
      secret,
      back,
      back,
      back,
      'keys',
      id,
      secret,
      '',
      'us-east-1',
    ]);
    const { result } = await run(prompts);
    assert.deepEqual(prompts.kinds, [
      'method',
      'accessKeyId',
      'secretAccessKey',
      'sessionToken',
      'secretAccessKey',
      'accessKeyId',
      'method',
      'accessKeyId',
      'secretAccessKey',
      'sessionToken',
      'region',
    ]);
    const second = prompts.asked[5];
    assert.equal(second?.kind === 'accessKeyId' && second.previous, id);
    assert.ok(!JSON.stringify(prompts.asked).includes(secret), 'a question presets the secret');
    assert.ok(result);
  });

  it('may be left another way than it was begun', async () => {
    const prompts = new ScriptedPrompts(['keys', { back: true }, 'default', 'us-east-1']);
    assert.deepEqual((await run(prompts)).result?.choice, { source: 'default' });
  });

  for (const [name, answers] of [
    ['at the first question', [{ cancel: true }]],
    ['at a later one', ['keys', id, { cancel: true }]],
  ] as const) {
    it(`ends without a word to AWS when closed ${name}`, async () => {
      const { result, verified } = await run(new ScriptedPrompts(answers));
      assert.equal(result, undefined);
      assert.deepEqual(verified, []);
    });
  }

  it('tells secrets as soon as they are entered', async () => {
    const { secrets } = await run(new ScriptedPrompts(['keys', id, secret, 'token', { cancel: true }]));
    assert.deepEqual(secrets, [secret, 'token']);
  });

  describe('when AWS does not accept it', () => {
    const answers = ['keys', id, secret, '', 'us-east-1'];

    it('offers no way to keep keys that are wrong, and lets them be typed again', async () => {
      const prompts = new ScriptedPrompts([...answers, ...answers.slice(1)], ['again']);
      const { result, verified } = await run(prompts, ['credentialsWrong']);
      assert.deepEqual(prompts.problems, [{ reason: 'credentialsWrong', choices: ['again', 'showLog'] }]);
      assert.equal(prompts.kinds[5], 'accessKeyId');
      assert.equal(verified.length, 2);
      assert.deepEqual(result?.identity, me);
    });

    it('keeps nothing when the user lets it be', async () => {
      const prompts = new ScriptedPrompts(answers, [undefined]);
      assert.equal((await run(prompts, ['credentialsWrong'])).result, undefined);
    });

    it('shows the log', async () => {
      const { result, logsShown } = await run(new ScriptedPrompts(answers, ['showLog']), ['accessDenied']);
      assert.equal(result, undefined);
      assert.equal(logsShown, 1);
    });

    it('says nothing more when the check was cancelled', async () => {
      const prompts = new ScriptedPrompts(answers);
      assert.equal((await run(prompts, ['cancelled'])).result, undefined);
      assert.deepEqual(prompts.problems, []);
    });

    for (const reason of ['network', 'dns', 'proxy', 'tls', 'serviceUnavailable', 'throttled'] as const) {
      it(`can keep keys unchecked when AWS does not answer: ${reason}`, async () => {
        const prompts = new ScriptedPrompts(answers, ['keepAnyway']);
        const { result } = await run(prompts, [reason]);
        assert.deepEqual(prompts.problems[0]?.choices, ['again', 'keepAnyway', 'showLog']);
        assert.equal(result?.choice.source, 'keys');
        assert.equal(result.identity, undefined);
      });
    }

    it('asks for the region again when AWS does not answer, not for the keys', async () => {
      const prompts = new ScriptedPrompts([...answers, 'us-west-2'], ['again']);
      const { result, verified } = await run(prompts, ['dns']);
      assert.deepEqual(
        verified.map(({ region }) => region),
        ['us-east-1', 'us-west-2'],
      );
      assert.equal(result?.region, 'us-west-2');
    });

    it('offers the login that an expired profile depends on, and checks again after it', async () => {
      await home.config(
        '[profile corp]\nsso_session = corp\n[profile admin]\nrole_arn = arn\nsource_profile = corp\n',
      );
      const prompts = new ScriptedPrompts(['profile', 'admin', 'us-east-1'], ['login']);
      const { result, logins, verified } = await run(prompts, ['credentialsExpired']);
      assert.deepEqual(prompts.problems[0]?.choices, ['login', 'again', 'showLog']);
      assert.deepEqual(
        logins.map(({ name }) => name),
        ['corp'],
      );
      assert.equal(verified.length, 2);
      assert.deepEqual(result?.identity, me);
    });

    it('offers no login where none can help', async () => {
      await home.config('[profile tool]\ncredential_process = tool\n');
      const prompts = new ScriptedPrompts(['profile', 'tool', 'us-east-1'], [undefined]);
      await run(prompts, ['credentialsExpired']);
      assert.deepEqual(prompts.problems[0]?.choices, ['again', 'showLog']);
    });
  });
});
