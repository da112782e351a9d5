import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { hostBundles } from '../../build/bundles';
import { root } from './devhost/paths';
import { defaultKeys } from './emulators/bedrock';

/** How a process of the terminal ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process of the terminal is started, besides its arguments. */
export interface StartOptions {
  /** Besides what a shell has at least; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is piped in; nothing, at once at its end, unless given. */
  readonly stdin?: string;
  /** The open file that standard output goes to; a pipe unless given. */
  readonly stdout?: number;
}

/** The terminal, bundled as it ships, in a folder of its own with a storage folder and an empty home beside it. */
export class BuiltTerminal {
  readonly storage: string;

  private constructor(readonly folder: string) {
    this.storage = join(folder, 'storage');
  }

  /** Bundles `src/cli.ts` and what it loads. */
  static async build(): Promise<BuiltTerminal> {
    const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
    await esbuild.build({
      ...hostBundles({ production: false }),
      entryPoints: { cli: 'src/cli.ts' },
      absWorkingDir: root,
      outdir: join(folder, 'dist'),
      sourcemap: false,
      logLevel: 'error',
    });
    await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
    return new BuiltTerminal(folder);
  }

  /** The texts of all that a terminal may load, by file. */
  get bundles(): ReadonlyMap<string, string> {
    const dist = join(this.folder, 'dist');
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
    return new Map(
      files
        .filter((file) => file.endsWith('.cjs'))
        .map((file) => [file, readFileSync(join(dist, file), 'utf8')]),
    );
  }

  /** Starts a process of it, signed in as the emulator's user. */
  start(args: readonly string[], { env, stdin = '', stdout }: StartOptions = {}): ChildProcess {
    const { accessKeyId, secretAccessKey } = defaultKeys.credentials;
    const child = spawn(process.execPath, [join(this.folder, 'dist', 'cli.cjs'), ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: join(this.folder, 'home'),
        USERPROFILE: join(this.folder, 'home'),
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
        NODE_COMPILE_CACHE: join(this.folder, 'compiled'),
        ...env,
      },
      stdio: ['pipe', stdout ?? 'pipe', 'pipe'],
    });
    // A process that ends before it has read everything is none of the test's business.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin);
    return child;
  }

  /** Runs it to its end. */
  run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return ended(this.start(args, options));
  }

  /** The lines of the record of calls, of all processes so far, oldest first. */
  journal(): Record<string, unknown>[] {
    const folder = join(this.storage, 'metrics', 'journal');
    return readdirSync(folder)
      .sort()
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Removes what was stored. */
  reset(): void {
    rmSync(this.storage, { recursive: true, force: true });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for the end of a process and for all that it wrote. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
