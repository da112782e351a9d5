import { ulid } from 'ulid';
import * as vscode from 'vscode';
import type { ConverseResult } from '../../core/bedrock/wire/converseCall';
import { missActions, missText, toldMisses } from '../../core/bedrock/cache/missReasons';
import type { ModelChoice } from '../../core/bedrock/models/modelChoice';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { ChatServices } from '../../core/chat/chatServices';
import { questionMessage } from '../../core/chat/context';
import { endNotices, saysNothing } from '../../core/chat/endNotices';
import { actionLabel, type Explanation } from '../../core/chat/explain';
import { figuresText } from '../../core/chat/figuresText';
import { callFigures } from '../../core/chat/turnFigures';
import {
  fallbackText,
  historyCutText,
  outOfRoundsText,
  queuedText,
  retryText,
} from '../../core/chat/progressText';
import { heldText } from '../../core/chat/quotaText';
import { isRefused, leftOutText } from '../../core/chat/refusedTurn';
import { storeTurn } from '../../core/chat/storedTurn';
import { askWithTools, type ToolUse, type Turn, type TurnEvent } from '../../core/chat/toolLoop';
import type { Disposable } from '../../core/util/disposable';
import { actionCommand, asksAgain, isGlobalAction, runAction } from '../platform/actions';
import { commandId, type CommandHandlers } from '../platform/commands';
import { readReferences } from '../platform/contextFiles';
import { LanguageModelTools } from '../platform/languageModelTools';
import type { ToolChoice } from '../platform/toolChoice';
import { prepareCosts, showEvidence, type CostQuestion, type CostSource } from './costQuestions';
import { historyMessages, turnMetadata, type TurnMetadata } from './history';
import { prepareSchema, showJson, withoutTools, type SchemaQuestion } from './schemaQuestions';
import { isWaitedFor, thenAsk } from './thenAsk';
import { Thinking } from './thinking';

/** Collaborators of the participant. */
export interface ParticipantParts {
  readonly chat: ChatServices & { readonly engine: Pick<ChatEngine, 'forgetAnswers'> };
  /** Which tools models may call, besides those that a question names. */
  readonly toolChoice: Pick<ToolChoice, 'names'>;
  /** The source of `/finops`. */
  readonly costs: () => Promise<CostSource>;
}

/** Answers what is asked of `@bedrock` in VS Code's Chat view. */
export class Participant implements Disposable {
  readonly commands: Pick<CommandHandlers, 'askAgain'> = {
    askAgain: (question) => this.askAgain(question),
  };

  constructor(private readonly parts: ParticipantParts) {}

  answer(
    request: vscode.ChatRequest,
    context: vscode.ChatContext,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ): Promise<vscode.ChatResult> {
    return answer(this.parts, request, context, stream, token);
  }

  /** What may be asked after an answer. */
  followups(result: vscode.ChatResult): vscode.ChatFollowup[] {
    return turnMetadata(result)?.invocationId === undefined ? [] : followups();
  }

  /** Keeps what the user thinks of an answer. */
  rate({ result, kind }: vscode.ChatResultFeedback): void {
    const invocationId = turnMetadata(result)?.invocationId;
    if (invocationId !== undefined) {
      const helpful = kind === vscode.ChatResultFeedbackKind.Helpful;
      this.parts.chat.feedback.record(invocationId, helpful ? 'helpful' : 'unhelpful');
    }
  }

  /** Takes a step that an answer offered and, when it succeeds, asks the question again that waited for it. */
  async thenAsk(step: unknown, question: unknown): Promise<void> {
    if (isWaitedFor(step) && (await runAction(step, '', 'participant')) === true) {
      await ask(question);
    }
  }

  dispose(): void {
    // VS Code cancels what is being answered.
  }

  /** Forgets cached answers and asks again, as a button under a cached answer wants it. */
  private async askAgain(question: unknown): Promise<void> {
    this.parts.chat.engine.forgetAnswers();
    await ask(question);
  }
}

async function ask(question: unknown): Promise<void> {
  if (typeof question === 'string') {
    await vscode.commands.executeCommand('workbench.action.chat.open', { query: `@bedrock ${question}` });
  }
}

async function answer(
  parts: ParticipantParts,
  request: vscode.ChatRequest,
  context: vscode.ChatContext,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const abort = new AbortController();
  const listening = token.onCancellationRequested(() => abort.abort());
  const last = context.history.findLast((turn) => turn instanceof vscode.ChatResponseTurn);
  const conversationId = (last && turnMetadata(last.result)?.conversationId) ?? ulid();
  let region = '';
  try {
    let costs: CostQuestion | undefined;
    if (request.command === 'finops') {
      costs = await prepareCosts(await parts.costs(), request.references, stream);
      if (costs === undefined) {
        return {};
      }
    }
    let form: SchemaQuestion | undefined;
    if (request.command === 'json') {
      form = await prepareSchema(request.references, stream);
      if (form === undefined) {
        return {};
      }
    }
    const [history, { items, remarks }] = await Promise.all([
      historyMessages(context),
      readReferences((costs ?? form)?.references ?? request.references),
    ]);
    remarks.forEach((remark) => stream.progress(remark));
    request.references.forEach(({ value }) => {
      if (value instanceof vscode.Uri || value instanceof vscode.Location) {
        stream.reference(value);
      }
    });
    const thinking = new Thinking(stream);
    let words = '';
    const turn = await askWithTools(
      parts.chat.engine,
      {
        ...(costs === undefined
          ? { surface: 'participant' as const }
          : { surface: 'finops' as const, instructions: costs.instructions }),
        ...(form === undefined ? {} : { answerSchema: form.schema }),
        conversationId,
        messages: [...history, questionMessage(request.prompt, items)],
        signal: abort.signal,
        onEvent: (event) => {
          region = event.type === 'model' ? event.region : region;
          words += event.type === 'text' ? event.text : '';
          // What is one value is shown when it is whole.
          if (form === undefined || event.type !== 'text') {
            show(event, stream, thinking);
          }
        },
      },
      costs === undefined
        ? form === undefined
          ? toolsFor(parts, request)
          : withoutTools
        : { runner: costs.tools, maxRounds: parts.chat.toolLimits.maxRounds },
    );
    if (form !== undefined) {
      thinking.end();
      showJson(form, turn.outcome, stream);
    }
    if (costs !== undefined) {
      showEvidence(costs, words, stream);
      const { data, tools } = costs;
      const exchange = { question: request.prompt, answer: words, conversationId, data };
      if (words !== '') {
        (await parts.costs()).asked({ ...exchange, queries: tools.evidence.queries });
      }
    }
    const asked = { conversationId, region, answerLength: words.length, prompt: request.prompt };
    return conclude(turn, asked, stream);
  } finally {
    listening.dispose();
  }
}

/** The tools that were chosen, and those that the question names. VS Code shows their calls, and asks before them. */
function toolsFor(parts: ParticipantParts, request: vscode.ChatRequest): ToolUse {
  const named = request.toolReferences.map(({ name }) => name);
  const runner = new LanguageModelTools(
    () => new Set([...parts.toolChoice.names, ...named]),
    request.toolInvocationToken,
  );
  return { runner, maxRounds: parts.chat.toolLimits.maxRounds };
}

function show(event: TurnEvent, stream: vscode.ChatResponseStream, thinking: Thinking): void {
  if (event.type === 'text' || event.type === 'toolCall') {
    thinking.end();
  }
  switch (event.type) {
    case 'model':
      return stream.progress(vscode.l10n.t('Waiting for {0}…', event.model.label));
    case 'historyCut':
      return stream.progress(historyCutText(event.droppedTurns));
    case 'notice':
      return stream.progress(event.text);
    case 'retry':
      stream.progress(retryText(event.notice));
      if (event.notice.failedAttempt === 1) {
        stream.button({ command: commandId('retryNow'), title: vscode.l10n.t('Try Now') });
      }
      return;
    case 'queued':
      return stream.progress(queuedText(event.running));
    case 'held':
      return stream.progress(heldText(event.hold));
    case 'fallback':
      return stream.progress(fallbackText(event));
    case 'text':
      return stream.markdown(event.text);
    case 'reasoning':
      return thinking.add(event.text);
    case 'toolCall':
    case 'toolStarted':
    case 'toolEnded':
      return;
  }
}

interface AskedTurn {
  readonly conversationId: string;
  readonly region: string;
  /** Of the words alone, in characters. */
  readonly answerLength: number;
  readonly prompt: string;
}

function conclude(turn: Turn, asked: AskedTurn, stream: vscode.ChatResponseStream): vscode.ChatResult {
  const { outcome } = turn;
  const { conversationId, answerLength } = asked;
  const stored = storeTurn(turn.messages);
  const refused = isRefused(outcome);
  const kept = {
    conversationId,
    answerLength,
    ...(refused ? { refused } : {}),
    ...(stored === undefined ? {} : { turn: stored }),
  };
  switch (outcome.type) {
    case 'cancelled':
      return { metadata: metadata(kept) };
    case 'notCalled': {
      const { problem } = outcome;
      const invitation = problem.reason === 'credentialsMissing';
      if (invitation) {
        stream.markdown(problem.message);
      } else if (refused) {
        stream.markdown(`_${leftOutText()}_`);
      }
      offer(problem.actions, asked, stream);
      return {
        ...(invitation ? {} : { errorDetails: { message: problem.message } }),
        metadata: metadata(kept),
      };
    }
    case 'called': {
      const { result, model, problem } = outcome;
      stream.markdown(footer(turn, result, model));
      offer(missActions(turn.figures?.cache ?? []), asked, stream);
      if (turn.outOfRounds) {
        const goOn = { query: `@bedrock ${vscode.l10n.t('Go on.')}` };
        const command = 'workbench.action.chat.open';
        stream.button({ command, arguments: [goOn], title: vscode.l10n.t('Go On') });
      }
      if (result.storedAt !== undefined) {
        const again = { command: commandId('askAgain'), arguments: [asked.prompt] };
        stream.button({ ...again, title: vscode.l10n.t('Ask Again Without Cache') });
      }
      if (problem !== undefined) {
        offer(problem.actions, asked, stream);
      } else if (saysNothing(result)) {
        offer([{ id: 'retry', label: actionLabel('retry') }], asked, stream);
      }
      return {
        ...(problem === undefined ? {} : { errorDetails: { message: problem.message } }),
        metadata: metadata({ ...kept, invocationId: result.invocationId }),
      };
    }
  }
}

function metadata(turn: TurnMetadata): Record<string, unknown> {
  return { ...turn };
}

/** Buttons for the next steps. */
function offer(actions: Explanation['actions'], asked: AskedTurn, stream: vscode.ChatResponseStream): void {
  for (const { id, label } of actions) {
    if (asksAgain(id)) {
      stream.button({ ...thenAsk(id, asked.prompt), title: label });
    } else if (isGlobalAction(id)) {
      stream.button({ ...actionCommand(id, asked.region, 'participant'), title: label });
    } else {
      const again = id === 'retry' ? asked.prompt : vscode.l10n.t('Go on where your answer broke off.');
      stream.button({
        command: 'workbench.action.chat.open',
        arguments: [{ query: `@bedrock ${again}` }],
        title: label,
      });
    }
  }
}

/* Not MarkdownString.appendText, which makes the spaces unbreakable. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');
}

/** Which model answered and what it took; the model's name leads to choosing another. */
function footer(
  { figures, outcome, outOfRounds }: Turn,
  result: ConverseResult,
  model: ModelChoice,
): vscode.MarkdownString {
  const selectModel = commandId('selectModel');
  const ends = outOfRounds ? [outOfRoundsText()] : endNotices(result);
  const notices = [...ends, ...(isRefused(outcome) ? [leftOutText()] : [])].map(
    (notice) => `\n\n_${notice}_`,
  );
  const text = new vscode.MarkdownString(`${notices.join('')}\n\n---\n`);
  text.appendMarkdown(`[${escapeMarkdown(model.label)}`);
  text.appendMarkdown(`](command:${selectModel} "${vscode.l10n.t('Choose another model')}")`);
  text.appendMarkdown(model.automatic ? `, ${vscode.l10n.t('chosen automatically')}` : '');
  const shown = figures ?? callFigures(result, model);
  text.appendMarkdown(` · ${figuresText(shown)}`);
  for (const found of toldMisses(shown.cache)) {
    text.appendMarkdown(`\n\n_${escapeMarkdown(missText(found))}_`);
  }
  text.isTrusted = { enabledCommands: [selectModel] };
  return text;
}

function followups(): vscode.ChatFollowup[] {
  return [
    { prompt: vscode.l10n.t('Explain that in more detail.'), label: vscode.l10n.t('Explain in more detail') },
    { prompt: vscode.l10n.t('Show me an example.'), label: vscode.l10n.t('Show an example') },
  ];
}
