import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { configuredFault } from '../../../../../src/core/aws/credentials/profileFailure';
import { AwsHome } from '../../../../support/fakes/awsHome';

const role = 'role_arn = arn:aws:iam::111122223333:role/reader';
const keys = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret';

describe('The fault of a profile as the config files show it', () => {
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  async function faultOf(profile: string, config: string): Promise<string | undefined> {
    await home.config(config);
    return (await configuredFault(profile, undefined))?.detail.message;
  }

  it('is none where keys are there for the role that they assume, also of the same profile', async () => {
    assert.equal(
      await faultOf('mine', `[profile mine]\n${role}\nsource_profile = mine\n${keys}\n`),
      undefined,
    );
    assert.equal(
      await faultOf('mine', `[profile mine]\n${role}\nsource_profile = base\n[profile base]\n${keys}\n`),
      undefined,
    );
  });

  it('is none of a role that a profile with keys would assume if it were asked itself', async () => {
    const base = `[profile base]\n${keys}\n${role}\nsource_profile = gone\n`;
    assert.equal(await faultOf('mine', `[profile mine]\n${role}\nsource_profile = base\n${base}`), undefined);
    assert.match((await faultOf('base', base)) ?? '', /profile “gone”/);
  });

  it('is none of what is not used because something else goes before it', async () => {
    assert.equal(await faultOf('mine', `[profile mine]\n${keys}\nsso_session = gone\n`), undefined);
    assert.equal(
      await faultOf('mine', '[profile mine]\ncredential_process = keys\nsso_session = gone\n'),
      undefined,
    );
    assert.match((await faultOf('mine', '[profile mine]\nsso_session = gone\n')) ?? '', /sso-session “gone”/);
  });

  it('is that it is not there, whatever it is called', async () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      assert.match((await faultOf(name, `[profile mine]\n${keys}\n`)) ?? '', /have no profile/);
      const source = `[profile mine]\n${role}\nsource_profile = ${name}\n`;
      assert.match((await faultOf('mine', source)) ?? '', /which the AWS config files do not have/);
    }
  });

  it('is a web identity token without the role that it is for', async () => {
    const token = await home.write('token', 'a');
    assert.match(
      (await faultOf('mine', `[profile mine]\nweb_identity_token_file = ${token}\n`)) ?? '',
      /lacks role_arn/,
    );
    assert.equal(
      await faultOf('mine', `[profile mine]\n${role}\nweb_identity_token_file = ${token}\n`),
      undefined,
    );
  });
});
