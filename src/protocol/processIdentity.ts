import * as v from 'valibot';

/**
 * Which thread of which process something belongs to, told apart from every other: also after its number was
 * given to another process, after a restart of the machine, and from the processes of another container or
 * host. What the system does not say is null.
 */
export const processIdentitySchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The thread by the kernel's number: a worker can end while its process lives. */
  thread: v.nullable(v.number()),
  /** When the thread started, in the kernel's ticks since the machine did. */
  started: v.nullable(v.string()),
  /** The kernel's id of this start of the machine. */
  boot: v.nullable(v.string()),
  /** The namespace that `pid` counts in. */
  pid_namespace: v.nullable(v.string()),
  host: v.string(),
});
export type ProcessIdentity = v.InferOutput<typeof processIdentitySchema>;
