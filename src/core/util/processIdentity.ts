import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '../../protocol/processIdentity';

/** `unknown`: it cannot be seen from here, or the system does not tell it from a later one of the same number. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** The identity of the thread that asks. */
export function currentProcess(): ProcessIdentity {
  const [pid, thread] = threadSelf();
  // Where /proc is that of another namespace, its numbers say nothing of ours.
  const seen = pid === process.pid && thread !== undefined;
  return {
    pid: process.pid,
    thread: seen ? thread : null,
    started: seen ? (threadState(process.pid, thread)?.started ?? null) : null,
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pid_namespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
    host: hostname(),
  };
}

/** Whether a process lives, as far as that can be known from here. */
export function livenessOf(identity: ProcessIdentity): Liveness {
  const here = currentProcess();
  if (!isSeenFrom(here, identity)) {
    return 'unknown';
  }
  if (!processExists(identity.pid)) {
    return 'dead';
  }
  if (here.started === null || identity.started === null || identity.thread === null) {
    return 'unknown';
  }
  const state = threadState(identity.pid, identity.thread);
  // A process that exists and is hidden is another user's; else the thread is gone.
  if (state === undefined) {
    return threadState(identity.pid, identity.pid) === undefined ? 'unknown' : 'dead';
  }
  return state.started === identity.started && !state.hasEnded ? 'alive' : 'dead';
}

/** Whether a process number means the same to both. */
function isSeenFrom(here: ProcessIdentity, other: ProcessIdentity): boolean {
  if (here.boot !== other.boot || here.pid_namespace !== other.pid_namespace) {
    return false;
  }
  // The kernel's ids are unique; host names are not, but are all there is elsewhere.
  return (here.boot !== null && here.pid_namespace !== null) || here.host === other.host;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signaled, and lives.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function threadSelf(): (number | undefined)[] {
  const [pid, , thread] = (attempt(() => readlinkSync('/proc/thread-self')) ?? '').split('/');
  return [pid, thread].map((part) => (part === undefined || part === '' ? undefined : Number(part)));
}

/** See proc_pid_stat(5): the name in parentheses may hold anything, the state follows it, field 22 is the start. */
function threadState(pid: number, thread: number): { started: string; hasEnded: boolean } | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  if (state === undefined || started === undefined) {
    return undefined;
  }
  return { started, hasEnded: state === 'Z' || state === 'X' };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    // Systems without /proc.
    return null;
  }
}
