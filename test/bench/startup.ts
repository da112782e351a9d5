import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { build } from 'esbuild';
import { root } from '../support/devhost/paths';
import { eventually } from '../ui/support/eventually';
import { VsCodeSession } from '../ui/support/vscodeSession';
import type { VsCodeWindow } from '../ui/support/vscodeWindow';
import { median, type Figure } from './figure';

const WINDOWS = 9;
/* All running extensions in sight, of which VS Code draws no others. */
const size = { width: 1280, height: 3000 };
const names = { ours: 'Bedrock Chat', empty: 'start-empty', sdk: 'start-sdk' } as const;

/**
 * Milliseconds that activation takes as VS Code reports it, loading and calling together, in one and the same windows:
 * ours beyond an extension that does nothing, and that of one which builds the SDK's Bedrock clients beyond it too;
 * and from a window's address to a model listed, beside an extension that only registers one.
 */
export async function measureStartup(): Promise<Figure[]> {
  packageExtension();
  await buildSdkFixture();
  const beside = ['start-empty', 'start-sdk'];
  const session = await VsCodeSession.start({
    extension: 'package',
    signedIn: true,
    otherExtensions: beside,
  });
  // Another VS Code, in which a participant and a model are registered by an extension that does nothing else.
  const plain = await VsCodeSession.start({
    extension: 'none',
    otherExtensions: [...beside, 'start-participant'],
  });
  try {
    const times: Record<keyof typeof names, number[]> = { ours: [], empty: [], sdk: [] };
    const known: number[] = [];
    const plainKnown: number[] = [];
    for (let count = 0; count < WINDOWS; count++) {
      const [window, ms] = await openUntilListed(session);
      known.push(ms);
      const of = await activationTimes(window);
      times.ours.push(of(names.ours));
      times.empty.push(of(names.empty));
      times.sdk.push(of(names.sdk));
      await window.page.context().close();
      const [other, plainMs] = await openUntilListed(plain);
      plainKnown.push(plainMs);
      await other.page.context().close();
    }
    const [ours, empty, sdk] = [median(times.ours), median(times.empty), median(times.sdk)];
    return [
      { name: 'activation', ours, peer: sdk, peerName: 'SDK clients at activation', unit: 'ms' },
      { name: 'activation, empty', ours: empty, unit: 'ms' },
      {
        name: 'activation beyond empty',
        ours: ours - empty,
        peer: sdk - empty,
        peerName: 'SDK clients beyond empty',
        unit: 'ms',
      },
      {
        name: 'window to a model listed',
        ours: median(known),
        peer: median(plainKnown),
        peerName: 'registering alone',
        unit: 'ms',
      },
    ];
  } finally {
    await session.dispose();
    await plain.dispose();
  }
}

/** A new window, and the milliseconds from its address until VS Code's chat has a model, which a participant needs. */
async function openUntilListed(session: VsCodeSession): Promise<[VsCodeWindow, number]> {
  const begun = performance.now();
  const window = await session.openWindow();
  await window.page.setViewportSize(size);
  await eventually(async () => {
    if (!/Bedrock/.test(await window.chat.model())) {
      throw new Error('No model is listed yet');
    }
  });
  return [window, performance.now() - begun];
}

/** The package as it is now, for windows that install it. */
export function packageExtension(): void {
  execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: 'ignore' });
}

/** Bundled as extensions are, so that it loads as fast as it can. */
async function buildSdkFixture(): Promise<void> {
  const folder = join(root, 'test', 'fixtures', 'start-sdk');
  await build({
    entryPoints: [join(folder, 'extension.mjs')],
    outfile: join(folder, 'dist', 'extension.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
}

/** What VS Code's list of running extensions says of each, in milliseconds. */
async function activationTimes(window: VsCodeWindow): Promise<(name: string) => number> {
  await window.runCommand('Developer: Show Running Extensions');
  const rows = window.page.locator('.runtime-extensions-editor .monaco-list-row');
  return eventually(async () => {
    const texts = await rows.allInnerTexts();
    const found = new Map<string, number>(
      Object.values(names).map((name) => {
        const row = texts.find((text) => text.includes(name)) ?? '';
        return [name, Number(/ctivation: (\d+)ms/.exec(row)?.[1])];
      }),
    );
    if ([...found.values()].some((ms) => !Number.isFinite(ms))) {
      throw new Error(`Not all are active yet:\n${texts.join('\n---\n')}`);
    }
    return (name) => found.get(name) ?? NaN;
  });
}
