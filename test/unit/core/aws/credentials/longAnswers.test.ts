import assert from 'node:assert/strict';
import { failureOf, sourceOf, useAws } from './credentialSupport';

describe('an answer to the refresh of a sign-in that is longer than any', () => {
  const aws = useAws();
  const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
  const padding = ' '.repeat(1024 * 1024);
  const role = 'role_arn = arn:aws:iam::123456789012:role/Admin\nregion = eu-north-1\n';
  const base = '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n';
  const sso = 'sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Developer\n';
  const session = '[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n';
  const granted = (action: string): string =>
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>` +
    `<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>` +
    `<SessionToken>role-token</SessionToken><Expiration>${inAnHour().toISOString()}</Expiration>` +
    `</Credentials></${action}Result>${padding}</${action}Response>`;
  const ofPortal = (): string => {
    const keys = { accessKeyId: 'ASIASSO', secretAccessKey: 'sso-secret', sessionToken: 'sso-token' };
    return JSON.stringify({ roleCredentials: { ...keys, expiration: inAnHour().getTime() } }) + padding;
  };

  beforeEach(() => {
    const attempts = { AWS_MAX_ATTEMPTS: '1' };
    aws.home.setEnv({ AWS_ENDPOINT_URL_STS: aws.url, AWS_ENDPOINT_URL_SSO: aws.url, ...attempts });
  });

  const assertLeft = async (profile?: string): Promise<void> => {
    const settings = profile === undefined ? {} : { source: 'profile' as const, profile };
    const { detail } = await failureOf(sourceOf(settings).source);
    assert.match(detail.message, /more than 256 KB/);
    assert.equal(aws.received.length > 0, true);
  };

  it('is left where a role is assumed', async () => {
    await aws.home.config(`[profile admin]\nsource_profile = base\n${role}${base}`);
    aws.answer = () => ({ body: granted('AssumeRole') });
    await assertLeft('admin');
  });

  it('is left where a role is assumed with a web identity', async () => {
    const token = await aws.home.write('token', 'web-token');
    await aws.home.config(`[profile web]\nweb_identity_token_file = ${token}\n${role}`);
    aws.answer = () => ({ body: granted('AssumeRoleWithWebIdentity') });
    await assertLeft('web');
  });

  it('is left where the portal of SSO is asked', async () => {
    await aws.home.config(`[profile corp]\n${sso}${session}`);
    await aws.home.ssoToken('corp', inAnHour());
    aws.answer = () => ({ body: ofPortal() });
    await assertLeft('corp');
  });

  it('is left where the default profile is used', async () => {
    await aws.home.config(`[default]\n${sso}${session}`);
    await aws.home.ssoToken('corp', inAnHour());
    aws.answer = () => ({ body: ofPortal() });
    await assertLeft();
  });

  it('is left where the environment names a web identity', async () => {
    aws.home.setEnv({
      AWS_WEB_IDENTITY_TOKEN_FILE: await aws.home.write('token', 'web-token'),
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/Admin',
      AWS_REGION: 'eu-north-1',
    });
    aws.answer = () => ({ body: granted('AssumeRoleWithWebIdentity') });
    await assertLeft();
  });
});
