import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listProfiles, loginProfile } from '../../../../../src/core/aws/credentials/profiles';
import { bedrockRegions, effectiveRegion } from '../../../../../src/core/aws/credentials/region';
import { isRegionId } from '../../../../../src/core/aws/credentials/regionId';
import { AwsHome } from '../../../../support/fakes/awsHome';

const config = `
[default]
region = eu-west-1

[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = eu-central-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = corp

[profile tool]
credential_process = /usr/bin/tool

[profile console]
login_session = arn:aws:iam::123456789012:user/me

[profile pod]
web_identity_token_file = /token
role_arn = arn:aws:iam::123456789012:role/Pod

[services local]
sts =
  endpoint_url = http://127.0.0.1
`;

describe('the profiles of the AWS config files', () => {
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  it('are listed with their kind and region, from both files, and no other section', async () => {
    await home.config(config);
    await home.credentials('[legacy]\naws_access_key_id = AKIA\naws_secret_access_key = very-secret\n');
    const profiles = await listProfiles();
    assert.deepEqual(
      profiles.map(({ name, kind, region }) => [name, kind, region]),
      [
        ['admin', 'assumeRole', undefined],
        ['console', 'login', undefined],
        ['corp', 'sso', 'eu-central-1'],
        ['default', 'none', 'eu-west-1'],
        ['legacy', 'keys', undefined],
        ['pod', 'webIdentity', undefined],
        ['tool', 'process', undefined],
      ],
    );
    assert.ok(!JSON.stringify(profiles).includes('very-secret'));
  });

  it('are none where there are no files', async () => {
    assert.deepEqual(await listProfiles(), []);
  });

  it('are read as far as damaged files allow', async () => {
    await home.config('[profile good]\nregion = us-west-2\n[profile broken\nregion\n=x\n\0\n[[[]]]\n');
    assert.deepEqual(
      (await listProfiles()).map(({ name }) => name),
      ['good'],
    );
    // A folder where the file should be, and a name that the loader refuses.
    await mkdir(join(home.folder, '.aws', 'credentials'), { recursive: true });
    await home.config('[profile __proto__]\nregion = us-west-2\n');
    assert.deepEqual(await listProfiles(), []);
  });

  it('are read anew each time', async () => {
    await home.config('[profile a]\nregion = us-west-2\n');
    await listProfiles();
    await home.config('[profile b]\nregion = us-west-2\n');
    assert.deepEqual(
      (await listProfiles()).map(({ name }) => name),
      ['b'],
    );
  });

  it('lead to the one that a login helps', async () => {
    await home.config(`${config}
[profile round]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = about
[profile about]
role_arn = arn:aws:iam::123456789012:role/B
source_profile = round
`);
    const profiles = await listProfiles();
    const login = (name: string): string | undefined => loginProfile(name, profiles)?.name;
    assert.equal(login('corp'), 'corp');
    assert.equal(login('admin'), 'corp');
    assert.equal(login('console'), 'console');
    assert.equal(login('tool'), undefined);
    assert.equal(login('round'), undefined);
    assert.equal(login('unknown'), undefined);
  });
});

describe('the region in use', () => {
  let home: AwsHome;
  beforeEach(async () => {
    home = await AwsHome.create();
  });
  afterEach(() => home.dispose());

  it('is decided by setting, profile, environment, default profile, in this order', async () => {
    await home.config(config);
    const env = { AWS_REGION: 'ap-south-1', AWS_DEFAULT_REGION: 'sa-east-1' };
    assert.deepEqual(await effectiveRegion({ region: ' us-west-2 ', profile: 'corp', env }), {
      region: 'us-west-2',
      origin: 'setting',
      from: '',
    });
    assert.deepEqual(await effectiveRegion({ region: '', profile: 'corp', env }), {
      region: 'eu-central-1',
      origin: 'profile',
      from: 'corp',
    });
    assert.deepEqual(await effectiveRegion({ region: '', profile: 'tool', env }), {
      region: 'ap-south-1',
      origin: 'environment',
      from: 'AWS_REGION',
    });
    assert.deepEqual(
      await effectiveRegion({ region: '', profile: '', env: { AWS_DEFAULT_REGION: 'sa-east-1' } }),
      { region: 'sa-east-1', origin: 'environment', from: 'AWS_DEFAULT_REGION' },
    );
    assert.deepEqual(await effectiveRegion({ region: '', profile: '', env: {} }), {
      region: 'eu-west-1',
      origin: 'profile',
      from: 'default',
    });
    assert.deepEqual(await effectiveRegion({ region: '', profile: '', env: { AWS_PROFILE: 'corp' } }), {
      region: 'eu-central-1',
      origin: 'profile',
      from: 'corp',
    });
  });

  it('falls back to us-east-1', async () => {
    assert.deepEqual(await effectiveRegion({ region: '', profile: '', env: { AWS_REGION: ' ' } }), {
      region: 'us-east-1',
      origin: 'fallback',
      from: '',
    });
  });

  it('may be any that has the form of one', () => {
    for (const { id } of bedrockRegions) {
      assert.ok(isRegionId(id), id);
    }
    for (const id of ['us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1', 'cn-north-1']) {
      assert.ok(isRegionId(id), id);
    }
    for (const id of [
      '',
      'us-east',
      'us_east_1',
      'US-EAST-1',
      'us-east-1.evil.example',
      'us-east-1/',
      'frankfurt',
    ]) {
      assert.ok(!isRegionId(id), id);
    }
  });

  it('is offered in order and with a name', () => {
    const ids = bedrockRegions.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    assert.ok(bedrockRegions.every(({ name }) => name !== ''));
  });
});
