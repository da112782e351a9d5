import type { Message } from '../bedrock/content';
import { endsWithCalls } from '../bedrock/wire/stopReason';
import type { ToolCall } from '../bedrock/tools/toolSpec';
import type { ChatEngine } from './chatEngine';
import type { ChatEvent, ChatOutcome, Question } from './question';
import { runCalls, type ToolEvent } from './toolCalls';
import type { ToolRunner } from './toolRunner';
import { addFigures, callFigures, type TurnFigures } from './turnFigures';

/** Events for a surface while an answer with tools is made. */
export type TurnEvent = ChatEvent | ToolEvent;

/** The tools of an answer. */
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
   * The part that the question added to the conversation: the assistant's messages as they came, and the tools' results
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
 * until the model is done. Of an answer with too many calls the first ones are run. What a tool throws
 * goes to the model as a failed result. Each model call is a call of its own on record. Never throws for what AWS,
 * a tool, the network or the user did.
 */
export async function askWithTools(
  engine: Pick<ChatEngine, 'ask'>,
  question: TurnQuestion,
  { runner, maxRounds }: ToolUse,
): Promise<Turn> {
  const added: Message[] = [];
  const onEvent = separateRounds(question.onEvent);
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
    added.push(await runCalls(calls, runner, question));
    if (question.signal.aborted) {
      return { outcome: { type: 'cancelled' }, messages: added, figures, outOfRounds: false };
    }
    if (round >= maxRounds) {
      return { outcome, messages: added, figures, outOfRounds: true };
    }
    onEvent.nextRound();
  }
}

/** What broke off may lack the calls that were to follow. */
function callsOf({ result }: Extract<ChatOutcome, { type: 'called' }>): ToolCall[] {
  if (result.outcome !== 'success' || !endsWithCalls(result.stopReason)) {
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

/** Puts a blank line between the texts of two rounds, which would otherwise run together, and says only once what was cut. */
function separateRounds(tell: (event: TurnEvent) => void) {
  let spoke = false;
  let pending = false;
  let dropped = 0;
  return {
    nextRound: () => {
      pending = spoke;
    },
    event: (event: ChatEvent) => {
      if (event.type === 'historyCut' && event.droppedTurns === dropped) {
        return;
      }
      if (event.type === 'historyCut') {
        dropped = event.droppedTurns;
      }
      if (event.type === 'text') {
        if (pending) {
          tell({ type: 'text', text: '\n\n' });
        }
        pending = false;
        spoke ||= event.text.trim() !== '';
      }
      tell(event);
    },
  };
}
