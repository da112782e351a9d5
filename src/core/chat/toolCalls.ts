import PQueue from 'p-queue';
import type { ContentBlock, Message, ToolResultContent } from '../bedrock/content';
import type { ToolCall } from '../bedrock/tools/toolSpec';
import { redactShapes } from '../logging/redaction';
import { raceAbort } from '../util/raceAbort';
import { ToolDeclined, type ToolOutput, type ToolRunner } from './toolRunner';
import { errorMessage } from '../util/errorMessage';

/** Calls of one answer that are run; real ones have a few dozen at the most. */
const MAX_CALLS = 100;
/** Calls of one answer that run at once. */
const MAX_CALLS_AT_ONCE = 8;

/** How a tool call ended, as a user is shown it. */
type ToolEnd = 'done' | 'failed' | 'declined' | 'stopped';

/** Events for a surface while the calls run. */
export type ToolEvent =
  | { readonly type: 'toolStarted'; readonly call: ToolCall }
  | {
      readonly type: 'toolEnded';
      readonly call: ToolCall;
      readonly end: ToolEnd;
      readonly content: readonly ToolResultContent[];
      readonly durationMs: number;
    };

/** How running calls are watched and stopped. */
interface Watched {
  readonly signal: AbortSignal;
  readonly onEvent: (event: ToolEvent) => void;
}

/**
 * Runs the calls of one answer, a few at a time, and resolves with one user message that has the result of every
 * call, in their order. What a tool throws is a failed result; never rejects.
 */
export async function runCalls(
  calls: readonly ToolCall[],
  runner: ToolRunner,
  { signal, onEvent }: Watched,
): Promise<Message> {
  const queue = new PQueue({ concurrency: MAX_CALLS_AT_ONCE });
  const results = calls.slice(0, MAX_CALLS).map((call) =>
    queue.add(async () => {
      onEvent({ type: 'toolStarted', call });
      const startedAt = performance.now();
      const { end, output } = await runOne(call, runner, signal);
      const durationMs = Math.round(performance.now() - startedAt);
      onEvent({ type: 'toolEnded', call, end, content: output.content, durationMs });
      return resultOf(call, output);
    }),
  );
  const content = await Promise.all(results);
  return { role: 'user', content: [...content, ...refuse(calls.slice(MAX_CALLS), onEvent)] };
}

/** The results of calls that are too many: each call needs one, but model and user are told once why. */
function refuse([first, ...rest]: readonly ToolCall[], onEvent: Watched['onEvent']): ContentBlock[] {
  if (first === undefined) {
    return [];
  }
  const output = said(`Not run: an answer may have at most ${MAX_CALLS} tool calls. Call fewer at a time.`);
  onEvent({ type: 'toolStarted', call: first });
  onEvent({ type: 'toolEnded', call: first, end: 'failed', content: output.content, durationMs: 0 });
  return [resultOf(first, output), ...rest.map((call) => resultOf(call, said('Not run.')))];
}

function resultOf({ toolUseId }: ToolCall, { content, failed }: ToolOutput): ContentBlock {
  return failed === true
    ? { type: 'toolResult', toolUseId, content, failed }
    : { type: 'toolResult', toolUseId, content };
}

async function runOne(
  call: ToolCall,
  runner: ToolRunner,
  signal: AbortSignal,
): Promise<{ readonly end: ToolEnd; readonly output: ToolOutput }> {
  try {
    signal.throwIfAborted();
    // A tool that does not heed the signal is not waited for.
    const output = await raceAbort(runner.run(call, signal), signal);
    return { end: output.failed === true ? 'failed' : 'done', output };
  } catch (error) {
    if (signal.aborted) {
      return { end: 'stopped', output: said('The user stopped this call.') };
    }
    if (error instanceof ToolDeclined) {
      return { end: 'declined', output: said('The user did not allow this call.') };
    }
    return { end: 'failed', output: said(`The tool failed: ${redactedMessage(error)}`) };
  }
}

function said(text: string): ToolOutput {
  return { content: [{ type: 'text', text }], failed: true };
}

function redactedMessage(error: unknown): string {
  return redactShapes(errorMessage(error));
}
