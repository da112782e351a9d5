import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { endpointSettings, noAws } from '../../support/devhost/emulation';
import { root } from '../../support/devhost/paths';
import { startServer, type HostServer, type Settings } from '../../support/devhost/server';
import { makeSampleWorkspace } from '../../support/samples/sampleWorkspace';
import { shareChromium, type SharedBrowser } from '../../support/chromium';
import {
  startBedrockEmulator,
  type BedrockEmulator,
  type BedrockEmulatorOptions,
} from '../../support/emulators/bedrock';
import { layPseudoExtension, pseudoLanguage } from '../../support/pseudo';
import { VsCodeWindow } from './vscodeWindow';

const openMs = 60_000;
const size = { width: 1280, height: 800 };
/** VS Code now and then jokes while somebody waits, in English. */
const noJokes = { 'chat.agent.thinking.phrases': { mode: 'replace', phrases: ['…'] } };
const id = 'bedrock-chat.bedrock-chat';
const ours = { development: [root], package: [join(root, 'dist', 'bedrock-chat.vsix')], none: [] };

/** How a session differs from the plain one. */
export interface SessionOptions {
  /**
   * `package`: dist/bedrock-chat.vsix is installed. `none`: neither that nor the project's folder. Default
   * `development`: the project's folder, linked.
   */
  readonly extension?: 'development' | 'package' | 'none';
  /** Folders of test/fixtures with further extensions. */
  readonly otherExtensions?: readonly string[];
  /** Signed in through the environment, with the emulator's keys; default false: signed in to nothing. */
  readonly signedIn?: boolean;
  readonly emulator?: BedrockEmulatorOptions;
  /** Settings of scope `machine`, besides those that lead to the emulator. */
  readonly settings?: Settings;
  /** Settings of the user's own. */
  readonly userSettings?: Settings;
  /** Windows open in Restricted Mode; default false: everything is trusted. */
  readonly restricted?: boolean;
  /** The language that windows are opened in; default English. VS Code's own texts stay English. */
  readonly language?: 'de' | typeof pseudoLanguage;
  /** Added to the environment of VS Code; undefined removes. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A real VS Code with the extension, a Bedrock emulator that it talks to, and a browser: one for a suite. */
export class VsCodeSession {
  private readonly windows: VsCodeWindow[] = [];
  private readonly profiles: BrowserContext[] = [];

  private constructor(
    readonly emulator: BedrockEmulator,
    readonly server: HostServer,
    private readonly shared: SharedBrowser,
    /** The folder that windows open, with the sample workspace in it. */
    readonly workspace: string,
    private readonly home: string,
    private readonly language: string | undefined,
  ) {}

  /** Starts all three; takes some seconds, and a minute more where VS Code has to be installed first. */
  static async start(options: SessionOptions = {}): Promise<VsCodeSession> {
    const home = mkdtempSync(join(tmpdir(), 'vscode-ui-'));
    const workspace = join(home, 'workspace');
    makeSampleWorkspace(workspace);
    const emulator = await startBedrockEmulator(options.emulator);
    const { accessKeyId, secretAccessKey } = emulator.credentials;
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const server = await startServer({
      dataDir: join(home, 'server'),
      env: { ...noAws(home), ...(options.signedIn === true && keys), ...options.env },
      machineSettings: { ...endpointSettings(emulator), ...options.settings },
      ...(options.language === pseudoLanguage
        ? { userSettings: { ...noJokes, ...options.userSettings } }
        : options.userSettings !== undefined && { userSettings: options.userSettings }),
      ...(options.restricted === true && { workspaceTrust: true }),
      extensions: [
        ...(options.language === pseudoLanguage
          ? [pseudoExtension(home)]
          : ours[options.extension ?? 'development']),
        ...(options.otherExtensions ?? []).map((name) => join(root, 'test', 'fixtures', name)),
      ],
    });
    return new VsCodeSession(emulator, server, await shareChromium(), workspace, home, options.language);
  }

  /** A user's browser, with storage and secrets of its own. */
  async newProfile(): Promise<BrowserContext> {
    const profile = await this.shared.browser.newContext({ viewport: size });
    if (this.language !== undefined) {
      await profile.addInitScript((language) => {
        Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
      }, this.language);
    }
    this.profiles.push(profile);
    return profile;
  }

  /** Opens a window and does not wait for more than its page: in a new profile unless one is given. */
  async openWindow(profile?: BrowserContext): Promise<VsCodeWindow> {
    const context = profile ?? (await this.newProfile());
    const page = await context.newPage();
    await page.goto(this.server.url({ folder: this.workspace }), { timeout: openMs });
    const window = new VsCodeWindow(page);
    this.windows.push(window);
    return window;
  }

  /** Merges settings of scope `machine`; open windows follow within a second or so. */
  setSettings(settings: Settings): void {
    this.server.setMachineSettings(settings);
  }

  /** Everything VS Code and the extension keep: settings, storage, logs. */
  get dataFolder(): string {
    return join(this.server.dataDir, 'data');
  }

  /** The extension's global storage. */
  get globalStorage(): string {
    return join(this.dataFolder, 'User', 'globalStorage', id);
  }

  /** Every invocation recorded so far, in the order of the journals' lines. */
  invocations(): Record<string, unknown>[] {
    const files = globSync('metrics/journal/*.ndjson', { cwd: this.globalStorage }).sort();
    const lines = files.flatMap((file) => readFileSync(join(this.globalStorage, file), 'utf8').split('\n'));
    return lines
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ type }) => type !== 'started');
  }

  /** The extension's own log file. */
  log(): string {
    const file = join(this.globalStorage, 'logs', 'bedrock-chat.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Takes a picture of every open window, for a test that failed; resolves with where they are. */
  async screenshots(name: string): Promise<string[]> {
    const files: string[] = [];
    for (const [index, { page }] of this.windows.entries()) {
      if (page.isClosed()) {
        continue;
      }
      const path = join(root, 'out', 'screenshots', `${name.replace(/[^\w]+/g, '-')}-${index + 1}.png`);
      await page.screenshot({ path });
      files.push(path);
    }
    return files;
  }

  /** Ends everything it started. */
  async dispose(): Promise<void> {
    await this.shared.leave(this.profiles);
    await this.server.dispose();
    await this.emulator.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function pseudoExtension(home: string): string {
  const folder = join(home, 'extension');
  layPseudoExtension(folder);
  return folder;
}
