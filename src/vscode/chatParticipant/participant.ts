import { ulid } from 'ulid';
import * as vscode from 'vscode';
import type { ConverseResult } from '../../core/bedrock/wire/converseCall';
import type { ModelChoice } from '../../core/bedrock/models/modelCatalog';
import type { ChatEngine } from '../../core/chat/chatEngine';
import { questionMessage } from '../../core/chat/context';
import type { Explanation } from '../../core/chat/explain';
import { figuresText } from '../../core/chat/figuresText';
import { callFigures } from '../../core/chat/turnFigures';
import {
  endNotices,
  fallbackText,
  historyCutText,
  outOfRoundsText,
  queuedText,
  retryText,
} from '../../core/chat/progressText';
import { storeTurn } from '../../core/chat/storedTurn';
import { askWithTools, type ToolUse, type Turn, type TurnEvent } from '../../core/chat/toolLoop';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import type { Feedback } from '../../protocol/invocation';
import { actionCommand, asksAgain, isGlobalAction } from '../platform/actions';
import { commandId } from '../platform/commands';
import { readReferences } from '../platform/contextFiles';
import { LanguageModelTools } from '../platform/languageModelTools';
import type { ToolChoice } from '../platform/toolChoice';
import { prepareCosts, showEvidence, type CostQuestion, type CostSource } from './costQuestions';
import { historyMessages, turnMetadata, type TurnMetadata } from './history';
import { registerThenAsk, thenAsk } from './resume';
import { Thinking } from './thinking';

/** Collaborators of the participant. */
export interface ParticipantParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly recordFeedback: (invocationId: string, feedback: Feedback) => void;
  readonly extensionUri: vscode.Uri;
  /** Which tools models may call, besides those that a question names. */
  readonly toolChoice: Pick<ToolChoice, 'names'>;
  /** How often in a row a model may call tools. */
  readonly maxToolRounds: () => number;
  /** The source of `/finops`. */
  readonly costs: CostSource;
  /** Resolves once VS Code lists a model: it refuses what is asked before. */
  readonly modelListed: Promise<void>;
}

/** Holds from when `@bedrock` can be asked; package.json shows its name from then on. */
const READY_CONTEXT = 'bedrockChat.participantReady';

/** Registers `@bedrock` in VS Code's Chat view, as soon as VS Code has a model for it. */
export function registerParticipant(parts: ParticipantParts): Disposable {
  const store = new DisposableStore();
  void parts.modelListed
    .then(() => vscode.commands.executeCommand('setContext', READY_CONTEXT, true))
    // In this order: registering is what makes VS Code look again at a name that was typed before.
    .then(() => store.add(createParticipant(parts)));
  return store;
}

function createParticipant(parts: ParticipantParts): Disposable {
  const participant = vscode.chat.createChatParticipant(
    'bedrockChat.bedrock',
    (request, context, stream, token) => answer(parts, request, context, stream, token),
  );
  const icon = (theme: string) => vscode.Uri.joinPath(parts.extensionUri, 'media', `bedrock-${theme}.svg`);
  participant.iconPath = { light: icon('light'), dark: icon('dark') };
  participant.followupProvider = {
    provideFollowups: (result) => (turnMetadata(result)?.invocationId === undefined ? [] : followups()),
  };
  const feedback = participant.onDidReceiveFeedback(({ result, kind }) => {
    const invocationId = turnMetadata(result)?.invocationId;
    if (invocationId !== undefined) {
      const helpful = kind === vscode.ChatResultFeedbackKind.Helpful;
      parts.recordFeedback(invocationId, helpful ? 'helpful' : 'unhelpful');
    }
  });
  return vscode.Disposable.from(participant, feedback, registerThenAsk());
}

/** Forgets cached answers and asks again, as a button under a cached answer wants it. */
export async function askAgain(engine: Pick<ChatEngine, 'forgetAnswers'>, question: unknown): Promise<void> {
  engine.forgetAnswers();
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
      costs = await prepareCosts(parts.costs, request.references, stream);
      if (costs === undefined) {
        return {};
      }
    }
    const [history, { items, remarks }] = await Promise.all([
      historyMessages(context),
      readReferences(costs?.references ?? request.references),
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
      parts.engine,
      {
        ...(costs === undefined
          ? { surface: 'participant' as const }
          : { surface: 'finops' as const, instructions: costs.instructions }),
        conversationId,
        messages: [...history, questionMessage(request.prompt, items)],
        signal: abort.signal,
        onEvent: (event) => {
          region = event.type === 'model' ? event.region : region;
          words += event.type === 'text' ? event.text : '';
          show(event, stream, thinking);
        },
      },
      costs === undefined
        ? toolsFor(parts, request)
        : { runner: costs.tools, maxRounds: parts.maxToolRounds() },
    );
    if (costs !== undefined) {
      showEvidence(costs, words, stream);
      const { data, tools } = costs;
      const exchange = { question: request.prompt, answer: words, conversationId, data };
      if (words !== '') {
        parts.costs.asked({ ...exchange, queries: tools.evidence.queries });
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
  return { runner, maxRounds: parts.maxToolRounds() };
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
    case 'retry':
      stream.progress(retryText(event.notice));
      if (event.notice.failedAttempt === 1) {
        stream.button({ command: commandId('retryNow'), title: vscode.l10n.t('Try Now') });
      }
      return;
    case 'queued':
      return stream.progress(queuedText(event.running));
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
  const kept = { conversationId, answerLength, ...(stored === undefined ? {} : { turn: stored }) };
  switch (outcome.type) {
    case 'cancelled':
      return { metadata: metadata(kept) };
    case 'notCalled': {
      const { problem } = outcome;
      const invitation = problem.reason === 'credentialsMissing';
      if (invitation) {
        stream.markdown(problem.message);
      }
      offer(problem, asked, stream);
      return {
        ...(invitation ? {} : { errorDetails: { message: problem.message } }),
        metadata: metadata(kept),
      };
    }
    case 'called': {
      const { result, model, problem } = outcome;
      stream.markdown(footer(turn, result, model));
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
        offer(problem, asked, stream);
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

/** Buttons for the next steps after a problem. */
function offer(problem: Explanation, asked: AskedTurn, stream: vscode.ChatResponseStream): void {
  for (const { id, label } of problem.actions) {
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
  { figures, outOfRounds }: Turn,
  result: ConverseResult,
  model: ModelChoice,
): vscode.MarkdownString {
  const selectModel = commandId('selectModel');
  const notices = (outOfRounds ? [outOfRoundsText()] : endNotices(result)).map((notice) => `\n\n_${notice}_`);
  const text = new vscode.MarkdownString(`${notices.join('')}\n\n---\n`);
  text.appendMarkdown(`[${escapeMarkdown(model.label)}`);
  text.appendMarkdown(`](command:${selectModel} "${vscode.l10n.t('Choose another model')}")`);
  text.appendMarkdown(model.automatic ? `, ${vscode.l10n.t('chosen automatically')}` : '');
  text.appendMarkdown(` · ${figuresText(figures ?? callFigures(result, model))}`);
  text.isTrusted = { enabledCommands: [selectModel] };
  return text;
}

function followups(): vscode.ChatFollowup[] {
  return [
    { prompt: vscode.l10n.t('Explain that in more detail.'), label: vscode.l10n.t('Explain in more detail') },
    { prompt: vscode.l10n.t('Show me an example.'), label: vscode.l10n.t('Show an example') },
  ];
}
