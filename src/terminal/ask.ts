import { effectiveRegion } from '../core/aws/credentials/region';
import { textMessage, type Message } from '../core/bedrock/content';
import {
  AnswerSchemaError,
  readAnswerSchema,
  type AnswerSchema,
} from '../core/bedrock/structure/answerSchema';
import { schemaTexts } from '../core/bedrock/structure/schemaText';
import type { ModelChoice } from '../core/bedrock/models/modelChoice';
import { figuresText } from '../core/chat/figuresText';
import { endNotices } from '../core/chat/endNotices';
import { fallbackText, historyCutText, queuedText, retryText } from '../core/chat/progressText';
import { heldText } from '../core/chat/quotaText';
import type { ChatEvent, ChatOutcome } from '../core/chat/question';
import { callFigures } from '../core/chat/turnFigures';
import { credentialSettings } from '../core/settings/settingGroups';
import { toAnswer, type Answer } from './answer';
import { failureText } from './failure';
import { readInput, STDIN } from './input';
import { openAsking } from './openAsking';
import type { ExitCode, Terminal } from './openTerminal';
import { readRequest, type FileRequest } from './requestFile';
import { UsageError } from './usageError';

/** The options of `ask`. */
export interface AskOptions {
  readonly text: string | undefined;
  readonly model?: string;
  readonly system?: string;
  /** A file with a whole request. */
  readonly request?: string;
  /** A file with the JSON schema of the answer. */
  readonly schema?: string;
}

/** Asks one question and prints the answer. @throws UsageError */
export async function ask(terminal: Terminal, options: AskOptions): Promise<ExitCode> {
  const { output, settings, signal } = terminal;
  const request = await requestOf(options);
  const answerSchema = options.schema === undefined ? undefined : await schemaOf(options.schema);
  const notices: string[] = [];
  const notice = (sentence: string): void => {
    notices.push(sentence);
    output.message(sentence);
  };
  if (request.ignored.length > 0) {
    notice(`Parameters that are not known and not sent: ${request.ignored.join(', ')}.`);
  }
  const { region } = await effectiveRegion(credentialSettings(settings));
  const asking = openAsking(terminal, notice);
  const start = performance.now();
  let model: ModelChoice | undefined;
  try {
    const outcome = await asking.chat.engine.ask({
      surface: 'terminal',
      conversationId: null,
      messages: request.messages,
      tools: request.tools,
      toolRequired: request.toolRequired,
      parameters: request.parameters,
      ...(answerSchema === undefined ? {} : { answerSchema }),
      ...(request.model === undefined ? {} : { model: request.model }),
      ...(request.system === undefined ? {} : { systemPrompt: request.system }),
      signal,
      onEvent: (event) => {
        if (event.type === 'model') {
          model = event.model;
        }
        follow(event, terminal, notice);
      },
    });
    output.clearStatus();
    endingNotices(outcome).forEach(notice);
    const answer = toAnswer(outcome, {
      model,
      wanted: request.model ?? settings.get('model'),
      region,
      elapsedMs: Math.round(performance.now() - start),
      notices,
    });
    if (output.isJson) {
      output.json(answer);
    } else {
      tell(answer, outcome, terminal);
    }
    return answer.outcome === 'success' && (answer.schema === undefined || answer.schema.fits === true)
      ? 0
      : 1;
  } finally {
    asking.dispose();
  }
}

/** The schema that the answer is to fit. @throws UsageError */
async function schemaOf(file: string): Promise<AnswerSchema> {
  const text = await readInput(file, 'The schema');
  try {
    const schema = readAnswerSchema(text, file === STDIN ? '' : file);
    const { SchemaChecker } = await import('../core/bedrock/structure/schemaCheck');
    const problem = await new SchemaChecker().schemaProblem(schema.schema);
    if (problem !== undefined) {
      throw new AnswerSchemaError(problem);
    }
    return schema;
  } catch (error) {
    throw error instanceof AnswerSchemaError
      ? new UsageError(`The schema in ${file} cannot be used: ${error.message}`)
      : error;
  }
}

/** What is asked: the file's request, with what the flags say in its place or beside it. */
async function requestOf({ text, model, system, request: file }: AskOptions): Promise<FileRequest> {
  if (file !== undefined) {
    const request = readRequest(await readInput(file, 'The request'), file);
    const asked: readonly Message[] = text === undefined ? [] : [textMessage('user', await given(text))];
    const messages = [...request.messages, ...asked];
    if (messages.every(isBlank)) {
      throw new UsageError(`The request in ${file} asks nothing: all its messages are empty.`);
    }
    return {
      ...request,
      messages,
      ...(model === undefined ? {} : { model }),
      ...(system === undefined ? {} : { system }),
    };
  }
  if (text === undefined && process.stdin.isTTY) {
    throw new UsageError(
      'There is no question. Give it as an argument, pipe it in, or name a file by --request.',
    );
  }
  const question = await given(text ?? STDIN);
  if (question.trim() === '') {
    throw new UsageError(
      'The question is empty. Give it as an argument, pipe it in, or name a file by --request.',
    );
  }
  return {
    messages: [textMessage('user', question)],
    tools: [],
    toolRequired: false,
    parameters: {},
    ignored: [],
    ...(model === undefined ? {} : { model }),
    ...(system === undefined ? {} : { system }),
  };
}

/** Whether a message says nothing: the engine would ask for a continuation of nothing, which costs all the same. */
function isBlank({ content }: Message): boolean {
  return content.every(
    (block) => block.type === 'cachePoint' || (block.type === 'text' && block.text.trim() === ''),
  );
}

async function given(text: string): Promise<string> {
  return text === STDIN ? readInput(STDIN, 'The question') : text;
}

/** Shows what happens while the answer is waited for. */
function follow(event: ChatEvent, { output }: Terminal, notice: (sentence: string) => void): void {
  switch (event.type) {
    case 'text':
      output.text(event.text);
      break;
    case 'retry':
      output.status(retryText(event.notice));
      break;
    case 'queued':
      output.status(queuedText(event.running));
      break;
    case 'held':
      output.status(heldText(event.hold));
      break;
    case 'fallback':
      notice(fallbackText(event));
      break;
    case 'historyCut':
      notice(historyCutText(event.droppedTurns));
      break;
    case 'notice':
      notice(event.text);
      break;
    case 'model':
    case 'reasoning':
    case 'toolCall':
      break;
  }
}

/** Sentences about how it ended, beyond a failure. */
function endingNotices(outcome: ChatOutcome): string[] {
  if (outcome.type !== 'called') {
    return [];
  }
  const { result } = outcome;
  const estimated =
    result.usage.source === 'estimated' && result.usage.inputTokens > 0
      ? ['Bedrock did not report the usage of this call: its tokens and cost are estimates.']
      : [];
  const misfits = result.schemaCheck === undefined ? [] : schemaTexts(result.schemaCheck);
  return [...endNotices(result), ...misfits, ...estimated];
}

/** Prints what is left to be said after the text: tool calls on standard output, the rest on standard error. */
function tell(answer: Answer, outcome: ChatOutcome, { output, folder }: Terminal): void {
  output.endLine();
  for (const block of answer.content.filter((content) => 'toolUse' in content)) {
    output.text(`${JSON.stringify(block)}\n`);
  }
  if (answer.failure !== undefined) {
    output.message(failureText(answer.failure));
  }
  if (outcome.type === 'called') {
    const { result, model } = outcome;
    output.message(`${model.label} · ${figuresText(callFigures(result, model))}`);
    if (result.outcome === 'cancelled') {
      output.message(`What came so far is above; the call is on record in ${folder}.`);
    }
  } else if (outcome.type === 'cancelled') {
    output.message('Stopped before a model was asked.');
  }
}
