import assert from 'node:assert/strict';
import type { CredentialSource } from '../../../../../src/core/aws/credentials/credentialSource';
import { assertReason, identityOf, sourceOf, useAws } from './credentialSupport';

describe('credentials of an assumed role', () => {
  const aws = useAws();
  const config = `
[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = base
region = eu-north-1
`;
  const base = '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n';
  const admin = (mfaCode?: string): CredentialSource =>
    sourceOf({ source: 'profile', profile: 'admin' }, undefined, mfaCode).source;
  const refusal = (code: string, message: string): string =>
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>` +
    `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;

  beforeEach(async () => {
    await aws.home.config(config);
    await aws.home.credentials(base);
    aws.home.setEnv({ AWS_ENDPOINT_URL_STS: aws.url });
  });

  const granted = (): string =>
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
    `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>` +
    `<SessionToken>role-token</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}` +
    `</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

  it('is assumed with the credentials of its source, in the profile’s own region', async () => {
    let authorization = '';
    aws.answer = (request) => {
      authorization = request.headers.authorization ?? '';
      return { body: granted() };
    };
    assert.equal((await identityOf(await admin().resolve())).accessKeyId, 'ASIAROLE');
    assert.match(authorization, /Credential=AKIABASE\/\d+\/eu-north-1\/sts/);
  });

  it('has expired when its source has', async () => {
    aws.answer = () => ({ status: 403, body: refusal('ExpiredToken', 'The security token is expired') });
    await assertReason(admin(), 'credentialsExpired');
  });

  it('is denied when STS says so', async () => {
    aws.answer = () => ({
      status: 403,
      body: refusal('AccessDenied', 'not authorized to perform: sts:AssumeRole'),
    });
    await assertReason(admin(), 'accessDenied');
  });

  it('is wrong when its source’s keys are', async () => {
    aws.answer = () => ({
      status: 403,
      body: refusal('InvalidClientTokenId', 'The security token is invalid'),
    });
    await assertReason(admin(), 'credentialsWrong');
  });

  it('asks for the code of an MFA device, once', async () => {
    await aws.home.config(`${config}mfa_serial = arn:aws:iam::123456789012:mfa/me\n`);
    aws.answer = () => ({ body: granted() });
    const active = await admin('654321').resolve();
    await Promise.all([identityOf(active), identityOf(active)]);
    assert.equal(aws.received.length, 1);
    assert.match(aws.received.join(), /TokenCode=654321/);
  });
});
