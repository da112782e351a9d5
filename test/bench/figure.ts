import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as sqlite from 'node:sqlite';

/** A measured figure, and the peer's; undefined where that cannot be run here. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly peer?: number | undefined;
  readonly peerName?: string;
  readonly unit: string;
}

/** A figure as a line for people or, with `json`, for machines. */
export function figureText({ name, ours, peer, peerName = '', unit }: Figure, json: boolean): string {
  const ratio = peer === undefined ? null : ours / peer;
  if (json) {
    return JSON.stringify({ name, ours, peer: peer ?? null, peerName, ratio, unit });
  }
  const figure = `${name.padEnd(30)} ${ours.toFixed(2)} ${unit}`.padEnd(52);
  if (peerName === '') {
    return figure;
  }
  if (peer === undefined || ratio === null) {
    return `${figure} ${peerName}: not on this machine`;
  }
  const times = ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(2);
  return `${figure} ${peerName} ${peer.toFixed(2)} ${unit}, ratio ${times}`;
}

/** Milliseconds that something takes. */
export function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds until something is done. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A figure, and for how many milliseconds at most it kept this thread from anything else. */
export async function watched<T>(work: () => Promise<T>): Promise<[T, number]> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await sleep(100);
  delay.enable();
  const value = await work();
  delay.disable();
  return [value, delay.max / 1e6];
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The time of the first design, in milliseconds; undefined without Python, or without pandas where it needs that. */
export function firstDesign(what: string, path: string, rounds: number): number | undefined {
  const script = join(import.meta.dirname, 'firstDesign.py');
  for (const program of ['/usr/bin/python3', 'python3', 'python']) {
    const run = spawnSync(program, [script, what, path, String(rounds)], { encoding: 'utf8' });
    if (run.status === 0) {
      return Number(run.stdout);
    }
  }
  return undefined;
}

/** SQLite as it comes with Node; undefined where this Node has none. */
export async function nodeSqlite(): Promise<typeof sqlite | undefined> {
  return import('node:sqlite').catch(() => undefined);
}
