import assert from 'node:assert/strict';
import type { CredentialSource } from '../../../../../src/core/aws/credentials/credentialSource';
import { assertReason, identityOf, sourceOf, useAws } from './credentialSupport';

describe('credentials from SSO', () => {
  const aws = useAws();
  const config = (session: boolean): string => `
[profile corp]
${session ? 'sso_session = corp' : 'sso_start_url = https://corp.example/start\nsso_region = eu-west-1'}
sso_account_id = 123456789012
sso_role_name = Developer
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
`;
  const corp = (): CredentialSource => sourceOf({ source: 'profile', profile: 'corp' }).source;
  const hourAgo = (): Date => new Date(Date.now() - 3_600_000);
  const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

  it('has expired when its token has', async () => {
    await aws.home.config(config(true));
    await aws.home.ssoToken('corp', hourAgo());
    await assertReason(corp(), 'credentialsExpired');
  });

  it('has expired when its token has, without an sso-session', async () => {
    await aws.home.config(config(false));
    await aws.home.ssoToken('https://corp.example/start', hourAgo());
    await assertReason(corp(), 'credentialsExpired');
  });

  it('counts as expired before the first login', async () => {
    await aws.home.config(config(true));
    await assertReason(corp(), 'credentialsExpired');
  });

  it('has expired as the default profile, too', async () => {
    await aws.home.config(config(true).replace('[profile corp]', '[default]'));
    await aws.home.ssoToken('corp', hourAgo());
    await assertReason(sourceOf().source, 'credentialsExpired');
  });

  it('has expired when the portal no longer accepts the token', async () => {
    await aws.home.config(config(true));
    await aws.home.ssoToken('corp', inAnHour());
    aws.home.setEnv({ AWS_ENDPOINT_URL_SSO: aws.url });
    aws.answer = () => ({
      status: 401,
      body: JSON.stringify({
        __type: 'UnauthorizedException',
        message: 'Session token not found or invalid',
      }),
    });
    await assertReason(corp(), 'credentialsExpired');
  });

  it('is refused when the role is not the user’s', async () => {
    await aws.home.config(config(true));
    await aws.home.ssoToken('corp', inAnHour());
    aws.home.setEnv({ AWS_ENDPOINT_URL_SSO: aws.url });
    aws.answer = () => ({
      status: 403,
      body: JSON.stringify({ __type: 'ForbiddenException', message: 'No access' }),
    });
    await assertReason(corp(), 'accessDenied');
  });

  it('is a matter of the network when the portal cannot be reached', async () => {
    await aws.home.config(config(true));
    await aws.home.ssoToken('corp', inAnHour());
    aws.home.setEnv({ AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
    await assertReason(corp(), 'network');
  });

  it('works again after a login, and asks the portal once for all', async () => {
    await aws.home.config(config(true));
    aws.home.setEnv({ AWS_ENDPOINT_URL_SSO: aws.url });
    const source = corp();
    await assertReason(source, 'credentialsExpired');
    await aws.home.ssoToken('corp', inAnHour());
    aws.answer = () => ({
      body: JSON.stringify({
        roleCredentials: {
          accessKeyId: 'ASIASSO',
          secretAccessKey: 'sso-secret',
          sessionToken: 'sso-session-token',
          expiration: inAnHour().getTime(),
        },
      }),
    });
    const active = await source.resolve();
    const identities = await Promise.all([identityOf(active), identityOf(active)]);
    assert.equal((await identityOf(active)).accessKeyId, 'ASIASSO');
    assert.equal(identities[1]?.sessionToken, 'sso-session-token');
    assert.equal(aws.received.length, 1);
  });
});
