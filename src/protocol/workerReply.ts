import * as v from 'valibot';

/** The reply of a worker thread; `reason` is for programs, the message for people. */
export const workerReplySchema = v.variant('type', [
  v.object({ type: v.literal('result'), id: v.number(), value: v.unknown() }),
  v.object({ type: v.literal('error'), id: v.number(), reason: v.string(), message: v.string() }),
]);
export type WorkerReply = v.InferOutput<typeof workerReplySchema>;
