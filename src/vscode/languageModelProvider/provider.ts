import * as vscode from 'vscode';
import type { Listing } from '../../core/bedrock/models/modelCatalog';
import type { ModelParameters } from '../../core/bedrock/parameters';
import type { TokenCounter } from '../../core/bedrock/tokenCounter';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { Logger } from '../../core/logging/logger';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { signedThinkingPart, thinkingPart, usagePart } from './hostParts';
import { toMessage, toRequest, toTools } from './messages';
import { AUTOMATIC, modelInformation } from './modelInformation';
import { readModelOptions } from '../../core/bedrock/modelOptions';
import { ReasoningMemory } from '../../core/bedrock/reasoningMemory';

/** Collaborators of the provider. */
export interface ProviderParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  /** The model of the settings; empty for the automatic choice. */
  readonly model: () => string;
  /** Tells when `model` gives another answer. */
  readonly onDidChangeModel: (listener: () => void) => Disposable;
  readonly models: KnownModels;
  readonly tokens: Pick<TokenCounter, 'count'>;
  readonly logger: Logger;
}

/** The account's models. */
export interface KnownModels {
  /** The last listing; asks nobody. */
  known(): Promise<Listing | undefined>;
  /** Lists them; what it throws is for people. */
  list(): Promise<void>;
  /** Lists them unless that could ask the user something; never throws. */
  listSilently(): Promise<void>;
  readonly onDidChange: (listener: () => void) => Disposable;
}

const VENDOR = 'bedrock-chat';

/** The provider, registered. */
export interface RegisteredProvider extends Disposable {
  /** Resolves once VS Code has the model in its list, or cannot be made to list it. */
  readonly listed: Promise<void>;
}

/**
 * Registers the provider and makes VS Code list its model at once. VS Code would list it only when
 * somebody asks for models, and until then it answers every question to a participant with "Language
 * model unavailable", without calling it.
 */
export function registerModelProvider(parts: ProviderParts): RegisteredProvider {
  const provider = new BedrockModelProvider(parts);
  const registration = vscode.lm.registerLanguageModelChatProvider(VENDOR, provider);
  // Asking for the vendor's models is what makes VS Code list them.
  const listing = Promise.resolve(vscode.lm.selectChatModels({ vendor: VENDOR }));
  return {
    listed: listing.then(noResult, noResult),
    dispose: () => {
      registration.dispose();
      provider.dispose();
    },
  };
}

function noResult(): void {
  // Whether there is a list or not, whoever waited goes on.
}

/** Puts the configured Bedrock model into VS Code's model picker. */
class BedrockModelProvider implements vscode.LanguageModelChatProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watching = new DisposableStore();

  private readonly reasoning = new ReasoningMemory();
  /** Names of options that were already said to be left out. */
  private readonly ignored = new Set<string>();

  readonly onDidChangeLanguageModelChatInformation = this.changed.event;

  constructor(private readonly parts: ProviderParts) {
    this.watching.add(parts.onDidChangeModel(() => this.changed.fire()));
    this.watching.add(parts.models.onDidChange(() => this.changed.fire()));
  }

  /**
   * Answers at once, from the settings and what was listed before: VS Code calls no participant before some model
   * is listed. The account is asked behind its back, and VS Code told when there is news; only where the user
   * asked for the models they are waited for, and sign-in may ask something.
   */
  async provideLanguageModelChatInformation(
    options: vscode.PrepareLanguageModelChatModelOptions,
  ): Promise<vscode.LanguageModelChatInformation[]> {
    const { models, model } = this.parts;
    if (options.silent) {
      void models.listSilently();
    } else {
      await models.list().catch(noResult);
    }
    return modelInformation(model(), await models.known());
  }

  /** Streams an answer; throws an Error with a sentence for people when there is none. */
  async provideLanguageModelChatResponse(
    model: vscode.LanguageModelChatInformation,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const abort = new AbortController();
    const request = toRequest(messages);
    const answer = { said: false };
    const tell = (part: vscode.LanguageModelResponsePart | undefined) => part && progress.report(part);
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const outcome = await this.parts.engine.ask({
        surface: 'provider',
        conversationId: null,
        ...request,
        messages: this.reasoning.restore(request.messages),
        parameters: this.parametersOf(options.modelOptions),
        tools: toTools(options.tools),
        toolRequired: options.toolMode === vscode.LanguageModelChatToolMode.Required,
        ...(model.id === AUTOMATIC ? {} : { model: model.id }),
        cutHistory: false,
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type === 'text') {
            answer.said ||= event.text.trim() !== '';
            progress.report(new vscode.LanguageModelTextPart(event.text));
          } else if (event.type === 'reasoning') {
            tell(thinkingPart(event.text));
          } else if (event.type === 'toolCall') {
            const { toolUseId, name, input } = event.call;
            answer.said = true;
            progress.report(new vscode.LanguageModelToolCallPart(toolUseId, name, input));
          }
        },
      });
      if (
        outcome.type === 'cancelled' ||
        (outcome.type === 'called' && outcome.result.outcome === 'cancelled')
      ) {
        throw new vscode.CancellationError();
      }
      if (outcome.problem !== undefined) {
        throw toLanguageModelError(outcome.problem.reason, outcome.problem.message);
      }
      if (outcome.type === 'called') {
        const { content, usage, stopReason } = outcome.result;
        this.reasoning.keep(content);
        content.forEach((block) => tell(signedThinkingPart(block)));
        if (!answer.said) {
          // VS Code would say "No response" and leave the reason to be guessed.
          tell(new vscode.LanguageModelTextPart(nothingSaid(stopReason)));
        }
        tell(usage.source === 'reported' ? usagePart(usage) : undefined);
      }
    } finally {
      listening.dispose();
    }
  }

  /** Counts where the model can be asked to, else estimates: VS Code asks this many times a turn. */
  async provideTokenCount(
    model: vscode.LanguageModelChatInformation,
    text: string | vscode.LanguageModelChatRequestMessage,
    token: vscode.CancellationToken,
  ): Promise<number> {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      return await this.parts.tokens.count(
        model.id === AUTOMATIC ? '' : model.id,
        typeof text === 'string' ? text : toMessage(text),
        abort.signal,
      );
    } finally {
      listening.dispose();
    }
  }

  /** Says once of each option that it is left out. */
  private parametersOf(options: Readonly<Record<string, unknown>> | undefined): ModelParameters {
    const { parameters, ignored } = readModelOptions(options);
    const news = ignored.filter((name) => !this.ignored.has(name));
    if (news.length > 0) {
      news.forEach((name) => this.ignored.add(name));
      this.parts.logger.info(`Options that are not passed on to Bedrock: ${news.join(', ')}`);
    }
    return parameters;
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}

function nothingSaid(stopReason: string | undefined): string {
  return stopReason === 'max_tokens'
    ? vscode.l10n.t('The model used up its limit of tokens before it said anything.')
    : vscode.l10n.t('The model ended its answer without a word ({0}).', stopReason ?? '?');
}

function toLanguageModelError(reason: string, message: string): Error {
  switch (reason) {
    case 'credentialsMissing':
    case 'credentialsExpired':
    case 'credentialsWrong':
    case 'accessDenied':
    case 'modelAccessNotGranted':
      return vscode.LanguageModelError.NoPermissions(message);
    case 'modelNotFound':
    case 'noModelFound':
      return vscode.LanguageModelError.NotFound(message);
    default:
      return new Error(message);
  }
}
