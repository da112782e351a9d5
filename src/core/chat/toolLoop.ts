import PQueue from 'p-queue';
import type { ContentBlock, Message, ToolResultContent } from '../bedrock/content';
import type { ToolCall } from '../bedrock/tools';
import { unlessAborted } from '../util/unlessAborted';
import type { ChatEngine, ChatEvent, ChatOutcome, Question } from './chatEngine';
import { ToolDeclined, type ToolOutput, type ToolRunner } from './toolRunner';
import { addFigures, callFigures, type TurnFigures } from './turnFigures';

/** Calls of one answer that are run; real ones have a few dozen at the most. */
const MAX_CALLS = 100;
/** Calls of one answer that run at once. */
const MAX_CALLS_AT_ONCE = 8;

/** How a tool call ended, as a person is shown it. */
export type ToolEnd = 'done' | 'failed' | 'declined' | 'stopped';

/** What a surface is told while an answer with tools is made. */
export type TurnEvent =
  | ChatEvent
  | { readonly type: 'toolStarted'; readonly call: ToolCall }
  | {
      readonly type: 'toolEnded';
      readonly call: ToolCall;
      readonly end: ToolEnd;
      readonly content: readonly ToolResultContent[];
      readonly durationMs: number;
    };

/** What an answer may work with. */
export interface ToolUse {
  readonly runner: ToolRunner;
  /** How often in a row the model may ask for tools. */
  readonly maxRounds: number;
}

/** How a question ended, after all its model calls. */
export interface Turn {
  /** How the last model call ended. */
  readonly outcome: ChatOutcome;
  /**
   * What the question added to the conversation: the assistant's messages as they came, and the tools' results
   * between them. It ends with results when the model was not asked again.
   */
  readonly messages: readonly Message[];
  /** Over all calls; undefined when none was made. */
  readonly figures: TurnFigures | undefined;
  /** True when the model wanted more rounds of tools than are allowed; asking with `messages` goes on. */
  readonly outOfRounds: boolean;
}

/** A question as the loop takes it. */
export type TurnQuestion = Omit<Question, 'tools' | 'onEvent'> & {
  readonly onEvent: (event: TurnEvent) => void;
};

/**
 * Asks, runs the tools that the model calls, several calls of one answer at once, and asks again with their results,
 * until the model is done. Of an answer with more than `MAX_CALLS` calls the first ones are run. What a tool throws
 * goes to the model as a failed result. Each model call is a call of its own on record. Never throws for what AWS,
 * a tool, the network or the user did.
 */
export async function askWithTools(
  engine: Pick<ChatEngine, 'ask'>,
  question: TurnQuestion,
  { runner, maxRounds }: ToolUse,
): Promise<Turn> {
  const added: Message[] = [];
  const onEvent = apart(question.onEvent);
  let figures: TurnFigures | undefined;
  for (let round = 1; ; round++) {
    const tools = runner.offered();
    const messages = [...question.messages, ...added];
    // A tool that has to be called is called in the first round; after that the model must be free to answer.
    const toolRequired = question.toolRequired === true && round === 1 && tools.length > 0;
    const outcome = await engine.ask({ ...question, messages, tools, toolRequired, onEvent: onEvent.event });
    if (outcome.type !== 'called') {
      return { outcome, messages: added, figures, outOfRounds: false };
    }
    const { result, model } = outcome;
    figures = addFigures(figures, callFigures(result, model));
    if (result.content.length > 0) {
      added.push({ role: 'assistant', content: result.content });
    }
    const calls = callsOf(outcome);
    if (calls.length === 0) {
      return { outcome, messages: added, figures, outOfRounds: false };
    }
    added.push(await runAll(calls, runner, question));
    if (question.signal.aborted) {
      return { outcome: { type: 'cancelled' }, messages: added, figures, outOfRounds: false };
    }
    if (round >= maxRounds) {
      return { outcome, messages: added, figures, outOfRounds: true };
    }
    onEvent.nextRound();
  }
}

/* Some models say end_turn after a tool call. What broke off may lack the calls that were to follow. */
const finished: readonly (string | undefined)[] = ['tool_use', 'end_turn'];

function callsOf({ result }: Extract<ChatOutcome, { type: 'called' }>): ToolCall[] {
  if (result.outcome !== 'success' || !finished.includes(result.stopReason)) {
    return [];
  }
  return result.content.flatMap((block) =>
    block.type === 'toolUse'
      ? [{ toolUseId: block.toolUseId, name: block.name, input: objectOf(block.input) }]
      : [],
  );
}

function objectOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

/** One user message with the result of every call, in the order of the calls. */
async function runAll(
  calls: readonly ToolCall[],
  runner: ToolRunner,
  { signal, onEvent }: TurnQuestion,
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
function refuse([first, ...rest]: readonly ToolCall[], onEvent: TurnQuestion['onEvent']): ContentBlock[] {
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
    const output = await unlessAborted(runner.run(call, signal), signal);
    return { end: output.failed === true ? 'failed' : 'done', output };
  } catch (error) {
    if (signal.aborted) {
      return { end: 'stopped', output: said('The person stopped this call.') };
    }
    if (error instanceof ToolDeclined) {
      return { end: 'declined', output: said('The person did not allow this call.') };
    }
    return { end: 'failed', output: said(`The tool failed: ${messageOf(error)}`) };
  }
}

function said(text: string): ToolOutput {
  return { content: [{ type: 'text', text }], failed: true };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Puts a blank line between the texts of two rounds, which would otherwise run together, and says only once what was cut. */
function apart(tell: (event: TurnEvent) => void) {
  let spoke = false;
  let owed = false;
  let dropped = 0;
  return {
    nextRound: () => {
      owed = spoke;
    },
    event: (event: ChatEvent) => {
      if (event.type === 'historyCut' && event.droppedTurns === dropped) {
        return;
      }
      if (event.type === 'historyCut') {
        dropped = event.droppedTurns;
      }
      if (event.type === 'text') {
        if (owed) {
          tell({ type: 'text', text: '\n\n' });
        }
        owed = false;
        spoke ||= event.text.trim() !== '';
      }
      tell(event);
    },
  };
}
