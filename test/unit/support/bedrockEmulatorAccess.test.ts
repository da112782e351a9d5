import assert from 'node:assert/strict';
import {
  GetFoundationModelAvailabilityCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
  paginateListInferenceProfiles,
  type InferenceProfileSummary,
} from '@aws-sdk/client-bedrock';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import {
  type BedrockEmulator,
  applicationProfileArn,
  applicationProfileId,
} from '../../support/emulators/bedrock';
import { type ClientSettings, clientsFor, converse, question } from './clients';
import { withEmulator } from '../../support/withEngine';

describe('Bedrock emulator: who may call', () => {
  const emulator = withEmulator();
  const clients = (settings: Partial<ClientSettings>): ReturnType<typeof clientsFor> =>
    clientsFor({ endpoint: emulator().url, ...settings });

  it('takes a known key pair, a temporary one and an API key', async () => {
    const { credentials, temporaryCredentials, apiKey } = emulator();
    for (const settings of [{ credentials }, { credentials: temporaryCredentials }, { apiKey }]) {
      assert.equal((await converse(clients(settings).runtime, question('hello'))).stopReason, 'end_turn');
    }
    assert.deepEqual(
      emulator().requests.map(({ caller }) => caller?.kind),
      ['sigv4', 'sigv4', 'bearer'],
    );
  });

  const refused: Record<
    string,
    [(known: BedrockEmulator) => Partial<ClientSettings>, name: string, message: RegExp]
  > = {
    'a wrong secret': [
      ({ credentials }) => ({ credentials: { ...credentials, secretAccessKey: 'wrong' } }),
      'InvalidSignatureException',
      /^The request signature we calculated does not match the signature you provided\./,
    ],
    'an unknown key': [
      () => ({ credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } }),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    ],
    'a wrong session token': [
      ({ temporaryCredentials }) => ({ credentials: { ...temporaryCredentials, sessionToken: 'wrong' } }),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    'a temporary key without its token': [
      ({ temporaryCredentials: { accessKeyId, secretAccessKey } }) => ({
        credentials: { accessKeyId, secretAccessKey },
      }),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    'an unknown API key': [
      () => ({ apiKey: 'nonsense' }),
      'AccessDeniedException',
      /^Authentication failed: Please make sure your API Key is valid\.$/,
    ],
  };
  for (const [what, [settings, name, message]] of Object.entries(refused)) {
    it(`refuses ${what} with AWS's own 403`, async () => {
      await assert.rejects(converse(clients(settings(emulator())).runtime, question('hello')), {
        name,
        message,
      });
      assert.equal(emulator().requests[0]?.status, 403);
    });
  }

  it('refuses temporary credentials whose time is up, and takes the ones that replace them', async () => {
    emulator().expireTemporaryCredentials();
    const expired = clients({ credentials: emulator().temporaryCredentials });
    await assert.rejects(converse(expired.runtime, question('hello')), { name: 'ExpiredTokenException' });
    await assert.rejects(expired.sts.send(new GetCallerIdentityCommand()), { name: 'ExpiredToken' });
    const renewed = {
      ...emulator().temporaryCredentials,
      accessKeyId: 'ASIARENEWED',
      sessionToken: 'renewed',
    };
    emulator().accept(renewed);
    const { runtime } = clients({ credentials: renewed });
    assert.equal((await converse(runtime, question('hello'))).stopReason, 'end_turn');
  });

  it('refuses a body that is not the one that was signed', async () => {
    const { runtime } = clients({ credentials: emulator().credentials });
    runtime.middlewareStack.add(
      (next) => (args) => {
        const sent = args.request as { body: Uint8Array };
        sent.body = Buffer.from(new TextDecoder().decode(sent.body).replace('hello', 'jello'));
        return next(args);
      },
      { step: 'deserialize' },
    );
    await assert.rejects(converse(runtime, question('hello')), { name: 'InvalidSignatureException' });
    assert.match(JSON.stringify(emulator().requests[0]?.body), /jello/);
  });

  it('refuses a signature of another time, which the SDK then corrects', async () => {
    const settings = { credentials: emulator().credentials, systemClockOffset: -3_600_000 };
    await assert.rejects(converse(clients(settings).runtime, question('hello')), {
      name: 'InvalidSignatureException',
      message:
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    });
    const { runtime } = clients({ ...settings, maxAttempts: 2 });
    assert.equal((await converse(runtime, question('hello'))).stopReason, 'end_turn');
  });

  it('tells callers who they are', async () => {
    const { credentials, temporaryCredentials } = emulator();
    const user = await clients({ credentials }).sts.send(new GetCallerIdentityCommand());
    assert.deepEqual([user.Account, user.Arn], ['123456789012', 'arn:aws:iam::123456789012:user/emulator']);
    const role = await clients({ credentials: temporaryCredentials }).sts.send(
      new GetCallerIdentityCommand(),
    );
    assert.match(role.Arn ?? '', /^arn:aws:sts::123456789012:assumed-role\//);
  });

  it('refuses to tell strangers, in the words of STS', async () => {
    const wrongSecret = { ...emulator().credentials, secretAccessKey: 'wrong' };
    await assert.rejects(clients({ credentials: wrongSecret }).sts.send(new GetCallerIdentityCommand()), {
      name: 'SignatureDoesNotMatch',
    });
    const unknown = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
    await assert.rejects(clients({ credentials: unknown }).sts.send(new GetCallerIdentityCommand()), {
      name: 'InvalidClientTokenId',
    });
    assert.deepEqual(
      emulator().requests.map(({ status }) => status),
      [403, 403],
    );
  });
});

describe('Bedrock emulator: what it lists', () => {
  const emulator = withEmulator();
  const bedrockIn = (region: string): ReturnType<typeof clientsFor>['bedrock'] =>
    clientsFor({ endpoint: emulator().url, credentials: emulator().credentials, region }).bedrock;

  it('lists models that differ in every way that matters', async () => {
    const { modelSummaries = [] } = await bedrockIn('us-east-1').send(new ListFoundationModelsCommand());
    const some = (test: (model: (typeof modelSummaries)[number]) => boolean | undefined): void =>
      assert.ok(modelSummaries.some(test), String(test));
    some((model) => model.inferenceTypesSupported?.join() === 'INFERENCE_PROFILE');
    some((model) => model.inferenceTypesSupported?.join() === 'ON_DEMAND');
    some((model) => model.inferenceTypesSupported?.includes('PROVISIONED'));
    some((model) => model.modelLifecycle?.status === 'LEGACY');
    some((model) => model.outputModalities?.join() === 'EMBEDDING');
    some((model) => model.outputModalities?.join() === 'IMAGE');
    some((model) => model.responseStreamingSupported === false && model.outputModalities?.join() === 'TEXT');
    for (const provider of ['Anthropic', 'Amazon', 'Meta', 'Mistral AI']) {
      some((model) => model.providerName === provider);
    }
    assert.ok(modelSummaries.every((model) => model.modelLifecycle?.startOfLifeTime instanceof Date));
  });

  it('filters models and differs by region', async () => {
    const ids = async (region: string, filter = {}): Promise<(string | undefined)[]> =>
      ((await bedrockIn(region).send(new ListFoundationModelsCommand(filter))).modelSummaries ?? []).map(
        (model) => model.modelId,
      );
    const all = await ids('us-east-1');
    const meta = await ids('us-east-1', { byProvider: 'Meta' });
    assert.ok(meta.length > 0 && meta.every((id) => id?.startsWith('meta.')));
    assert.deepEqual(await ids('us-east-1', { byOutputModality: 'EMBEDDING' }), [
      'amazon.titan-embed-text-v2:0',
    ]);
    assert.ok((await ids('us-east-1', { byInferenceType: 'ON_DEMAND' })).length < all.length);
    const german = await ids('eu-central-1');
    assert.ok(all.includes('anthropic.claude-sonnet-5') && !german.includes('anthropic.claude-sonnet-5'));
    assert.ok(german.includes('anthropic.claude-sonnet-4-6'));
  });

  it('pages through inference profiles', async () => {
    const client = bedrockIn('us-east-1');
    const whole = (await client.send(new ListInferenceProfilesCommand())).inferenceProfileSummaries ?? [];
    const paged: InferenceProfileSummary[] = [];
    let pages = 0;
    for await (const page of paginateListInferenceProfiles({ client, pageSize: 5 }, {})) {
      pages += 1;
      paged.push(...(page.inferenceProfileSummaries ?? []));
    }
    assert.ok(pages > 2);
    assert.deepEqual(paged, whole);
    assert.ok(whole.every((profile) => /^(us|global)\./.test(profile.inferenceProfileId ?? '')));
    await assert.rejects(client.send(new ListInferenceProfilesCommand({ nextToken: 'nonsense' })), {
      name: 'ValidationException',
    });
  });

  it("lists the account's own profiles when they are asked for", async () => {
    const { inferenceProfileSummaries } = await bedrockIn('eu-central-1').send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    );
    assert.deepEqual(
      inferenceProfileSummaries?.map((profile) => profile.inferenceProfileArn),
      [applicationProfileArn('eu-central-1')],
    );
  });

  it('says which model is behind a profile, by id or ARN', async () => {
    const client = bedrockIn('us-east-1');
    for (const id of [applicationProfileId, applicationProfileArn('us-east-1')]) {
      const profile = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: id }));
      assert.equal(profile.type, 'APPLICATION');
      assert.match(profile.models?.[0]?.modelArn ?? '', /foundation-model\/anthropic\.claude-sonnet-4-5/);
    }
    const unknown = new GetInferenceProfileCommand({ inferenceProfileIdentifier: 'us.nothing' });
    await assert.rejects(client.send(unknown), { name: 'ResourceNotFoundException' });
  });

  it('says how the account stands to a model, by the model’s own id alone', async () => {
    const client = bedrockIn('us-east-1');
    const asked = (modelId: string) => client.send(new GetFoundationModelAvailabilityCommand({ modelId }));
    const granted = await asked('anthropic.claude-sonnet-4-5-20250929-v1:0');
    assert.deepEqual(
      [granted.modelId, granted.agreementAvailability?.status, granted.authorizationStatus],
      ['anthropic.claude-sonnet-4-5-20250929-v1', 'AVAILABLE', 'AUTHORIZED'],
    );
    assert.equal((await asked('anthropic.claude-opus-5')).authorizationStatus, 'NOT_AUTHORIZED');
    await assert.rejects(asked(applicationProfileArn('us-east-1')), { name: 'ValidationException' });
    await assert.rejects(asked('us.anthropic.claude-opus-5'), { name: 'ResourceNotFoundException' });
  });

  it('says when a model ends, and how the account stands to it, as a test has it', async () => {
    const modelId = 'anthropic.claude-sonnet-4-6';
    const client = bedrockIn('us-east-1');
    const end = new Date('2027-01-15T00:00:00Z');
    emulator().models.end(modelId, end);
    emulator().models.say(modelId, { agreement: 'PENDING' });
    const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand());
    const found = modelSummaries.find((model) => model.modelId === modelId);
    assert.deepEqual(found?.modelLifecycle?.endOfLifeTime, end);
    const command = new GetFoundationModelAvailabilityCommand({ modelId });
    assert.equal((await client.send(command)).agreementAvailability?.status, 'PENDING');
  });
});
