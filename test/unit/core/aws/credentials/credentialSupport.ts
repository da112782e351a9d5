import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { BedrockError, type ErrorReason } from '../../../../../src/core/aws/errors';
import type { ActiveCredentials } from '../../../../../src/core/aws/credentials/activeCredentials';
import {
  CredentialSource,
  type CredentialSettings,
} from '../../../../../src/core/aws/credentials/credentialSource';
import type { StoredCredentials } from '../../../../../src/core/aws/credentials/storedCredentials';
import { AwsHome } from '../../../../support/fakes/awsHome';
import { MemorySecretStore } from '../../../../support/fakes/memorySecretStore';

/** A source with these settings and this in the secret store, and the secrets that it told of. */
export function sourceOf(
  settings: Partial<CredentialSettings> = {},
  stored?: StoredCredentials,
  mfaCode?: string,
) {
  const secretsSeen: string[] = [];
  const secrets = new MemorySecretStore(stored);
  const source = new CredentialSource({
    secrets,
    settings: () => ({ source: 'auto', profile: '', ...settings }),
    onSecret: (value) => secretsSeen.push(value),
    ...(mfaCode === undefined ? {} : { mfaCode: () => Promise.resolve(mfaCode) }),
  });
  return { source, secrets, secretsSeen };
}

export async function identityOf(active: ActiveCredentials): Promise<AwsCredentialIdentity> {
  assert.equal(active.kind, 'aws');
  return active.kind === 'aws' ? active.provider() : assert.fail();
}

export async function tokenOf(active: ActiveCredentials): Promise<string> {
  return active.kind === 'bearer' ? active.token() : assert.fail(`not a bearer token: ${active.label}`);
}

/** The reason why the credentials cannot be had, at resolving or at first use. */
export async function failureOf(source: CredentialSource): Promise<BedrockError> {
  try {
    await identityOf(await source.resolve());
  } catch (error) {
    assert.ok(error instanceof BedrockError, String(error));
    return error;
  }
  return assert.fail('there were credentials');
}

export async function assertReason(source: CredentialSource, reason: ErrorReason): Promise<void> {
  const failure = await failureOf(source);
  assert.equal(failure.reason, reason, failure.message);
}

type Answer = (request: IncomingMessage, body: string) => { status?: number; body: string };

/** A home folder of its own, and a server that stands for AWS's services, for each test; call it in `describe`. */
export function useAws() {
  let home: AwsHome;
  let server: Server;
  const aws = {
    get home() {
      return home;
    },
    url: '',
    /** Method, path and body of each request. */
    received: [] as string[],
    answer: (() => ({ status: 500, body: '' })) as Answer,
  };

  beforeEach(async () => {
    home = await AwsHome.create();
    aws.received = [];
    aws.answer = () => ({ status: 500, body: '' });
    server = createServer((request, response) => {
      void text(request).then((body) => {
        aws.received.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
        const reply = aws.answer(request, body);
        response.writeHead(reply.status ?? 200).end(reply.body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    aws.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await home.dispose();
  });

  return aws;
}
