import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const FOREIGN = /^(AWS_|HOME$|USERPROFILE$|HOMEPATH$)/;

/**
 * A home folder of its own with AWS config files, and an environment without any AWS variable but those
 * given, until it is disposed. The EC2 metadata service is off unless a test turns it on.
 */
export class AwsHome {
  private readonly saved: NodeJS.ProcessEnv;

  private constructor(readonly folder: string) {
    this.saved = { ...process.env };
  }

  static async create(): Promise<AwsHome> {
    const home = new AwsHome(await mkdtemp(join(tmpdir(), 'aws-home-')));
    for (const name of Object.keys(process.env)) {
      if (FOREIGN.test(name)) {
        delete process.env[name];
      }
    }
    home.setEnv({ HOME: home.folder, AWS_EC2_METADATA_DISABLED: 'true' });
    return home;
  }

  setEnv(variables: Readonly<Record<string, string>>): void {
    Object.assign(process.env, variables);
  }

  /** Writes `~/.aws/config`. */
  config(text: string): Promise<string> {
    return this.write('.aws/config', text);
  }

  /** Writes `~/.aws/credentials`. */
  credentials(text: string): Promise<string> {
    return this.write('.aws/credentials', text);
  }

  /** Writes the token that `aws sso login` leaves for a session's name. */
  ssoToken(session: string, expiresAt: Date): Promise<string> {
    const name = createHash('sha1').update(session).digest('hex');
    const token = { accessToken: 'sso-access-token', expiresAt: expiresAt.toISOString() };
    return this.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token));
  }

  /** Writes a file below the home folder and returns its path. */
  async write(path: string, text: string): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  async dispose(): Promise<void> {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.saved)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, this.saved);
    await rm(this.folder, { recursive: true, force: true });
  }
}
