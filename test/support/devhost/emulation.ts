import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { directiveHelp, startBedrockEmulator, type BedrockEmulator } from '../emulators/bedrock';
import type { Settings } from './server';

const region = 'us-east-1';
const paceMs = 40;

/** A Bedrock emulator, and what VS Code needs to talk to it and to nothing else. */
export interface Emulation {
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Directives that a prompt may contain to make it misbehave, in one line. */
  readonly directives: string;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: Settings;
  close(): Promise<void>;
}

/** An emulator at a user's reading pace, signed in through the environment; at any free port unless one is named. */
export async function tryingEmulator(folder: string, port = 0): Promise<Emulation> {
  const emulator = await startBedrockEmulator({ paceMs, port });
  const { accessKeyId, secretAccessKey } = emulator.credentials;
  return {
    url: emulator.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
    directives: directiveHelp.map((help) => help.directive).join(' '),
    env: { ...noAws(folder), AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    settings: endpointSettings(emulator),
    close: () => emulator.close(),
  };
}

/** The settings that send every call to an emulator. */
export function endpointSettings(emulator: Pick<BedrockEmulator, 'url'>): Settings {
  return {
    'bedrockChat.endpoint': emulator.url,
    'bedrockChat.controlEndpoint': emulator.url,
    'bedrockChat.mantleEndpoint': emulator.url,
    'bedrockChat.sts.endpoint': emulator.url,
    // No public list is asked either.
    'bedrockChat.modelList.url': '',
    'bedrockChat.region': region,
  };
}

/** Removes the settings that {@link endpointSettings} made in an earlier run. */
export const noEndpoints: Settings = Object.fromEntries(
  Object.keys(endpointSettings({ url: '' })).map((name) => [name, undefined]),
);

/** An environment without any AWS credentials or settings of the user's own. */
export function noAws(folder: string): NodeJS.ProcessEnv {
  const empty = join(folder, 'no-aws');
  mkdirSync(empty, { recursive: true });
  for (const name of ['config', 'credentials']) {
    writeFileSync(join(empty, name), '');
  }
  const own = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(own.map((name) => [name, undefined])),
    AWS_CONFIG_FILE: join(empty, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(empty, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
