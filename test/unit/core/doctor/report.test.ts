import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportMarkdown } from '../../../../src/core/doctor/report';
import {
  accountId,
  fail,
  startBedrockEmulator,
  type BedrockEmulator,
} from '../../../support/emulators/bedrock';
import { examine, type Patient } from '../../../support/diagnosis';
import { AwsHome } from '../../../support/fakes/awsHome';

describe('the report that is copied', () => {
  let emulator: BedrockEmulator;
  let home: AwsHome;
  before(async () => {
    home = await AwsHome.create();
    emulator = await startBedrockEmulator();
  });
  beforeEach(() => emulator.reset());
  after(async () => {
    await emulator.close();
    await home.dispose();
  });

  async function reportOf(patient: Patient): Promise<string> {
    const { results, redactor } = await examine(emulator, patient);
    const facts = {
      extensionVersion: '1.2.3',
      vscodeVersion: '1.104.0',
      platform: 'linux x64',
      remote: 'ssh-remote',
      at: new Date('2026-11-20T14:03:22Z'),
      home: home.folder,
    };
    return reportMarkdown(results, facts, (text) => redactor.redact(text));
  }

  it('tells where, what, and what to do', async () => {
    emulator.deny('ListFoundationModels', 'bedrock:ListFoundationModels');
    const report = await reportOf({});
    assert.match(
      report,
      /2026-11-20T14:03:22\.000Z · Bedrock Chat 1\.2\.3 · VS Code 1\.104\.0 · linux x64, ssh-remote/,
    );
    assert.match(report, /- \*\*List of models: FAILED\.\*\* .*not authorized/);
    assert.match(report, / {2}- To do: Ask for the IAM permission bedrock:ListFoundationModels/);
    assert.match(report, /us-east-1/);
  });

  it('holds no secret, whatever was planted and wherever AWS repeats it', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = emulator.temporaryCredentials;
    const realKeyId = 'AKIAIOSFODNN7EXAMPLE';
    const apiKey = `ABSK${'b'.repeat(40)}`;
    const prompt = 'walrus-4711';
    const planted = [secretAccessKey, sessionToken, realKeyId, apiKey, encodeURIComponent(secretAccessKey)];
    const chatter = `${planted.join(' ')} jane.doe@example.com arn:aws:sts::${accountId}:assumed-role/Dev/jane.doe`;
    const stored = { kind: 'keys', ...emulator.temporaryCredentials } as const;
    const patients: Patient[] = [
      { stored },
      { stored, proxy: { proxy: `http://me:${secretAccessKey.replaceAll('/', '-')}@127.0.0.1:9` } },
      { stored, settings: { endpoint: `https://me:hunter2-secret@bedrock.example` } },
      { stored: { ...stored, secretAccessKey: `${secretAccessKey}x` } },
      { stored: { kind: 'apiKey', apiKey } },
      { stored, settings: { endpoint: 'https://me:hunter2-secret@proxied.invalid:99999' } },
      { stored, storage: [{ what: 'log', folder: join(home.folder, 'a') }] },
    ];
    for (const patient of patients) {
      emulator.reset();
      emulator.script(
        fail('ValidationException', { message: `Malformed: ${chatter}`, times: 1 }),
        fail('AccessDeniedException', { message: `Denied to ${chatter}`, times: 1 }),
      );
      const report = await reportOf(patient);
      for (const secret of [...planted, accountId, 'hunter2', 'jane', prompt, home.folder]) {
        assert.ok(!report.includes(secret), `${secret}\n${report}`);
      }
      // A key id is none of what AWS calls secret, but nobody needs it.
      assert.ok(!report.includes(accessKeyId), report);
    }
  });

  it('holds no account number where that is a part of a profile’s name, as the AWS CLI makes them', async () => {
    const { accessKeyId, secretAccessKey } = emulator.credentials;
    for (const profile of [`AdministratorAccess-${accountId}`, `${accountId}_ReadOnly`]) {
      await home.credentials(
        `[${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      );
      const report = await reportOf({ settings: { source: 'profile', profile } });
      assert.match(report, /\*{8}9012/);
      assert.ok(!report.includes(accountId), report);
    }
  });

  it('keeps the last digits of the account, by which its owner knows it', async () => {
    const report = await reportOf({});
    assert.match(report, /account \*{8}9012/);
    assert.match(report, /arn:aws:iam::\*{8}9012:user\/\*\*\*/);
    assert.ok(!report.includes(tmpdir() + '/aws-home'));
  });

  it('masks account numbers and names in every form that they are written in', () => {
    const facts = {
      extensionVersion: '1',
      vscodeVersion: '1',
      platform: 'p',
      remote: '',
      home: '',
      at: new Date(0),
    };
    for (const said of [
      'account 1234-5678-9012.',
      'account 1234 5678 9012.',
      'https://x.example/?a=%20123456789012&b',
      'x%3A123456789012%3Auser',
      'arn:aws:iam::123456789012:user/Ada Lovelace is not authorized',
      'arn:aws:sts::123456789012:assumed-role/Dev/Ada Lovelace is not authorized',
      'arn:aws:iam::123456789012:user/ada is not authorized',
    ]) {
      const result = { id: 'a', title: 'T', status: 'failed', tried: '', result: said, fix: '' } as never;
      const report = reportMarkdown([result], facts, (text) => text);
      assert.ok(!/1234.?5678|Ada|ada|Lovelace/.test(report), report);
      assert.ok(!said.includes('authorized') || report.includes('is not authorized'), report);
    }
  });
});
