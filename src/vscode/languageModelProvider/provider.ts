import * as vscode from 'vscode';
import { estimateMessageTokens, estimateTokens } from '../../core/bedrock/content';
import { configuredModel } from '../../core/bedrock/modelCatalog';
import { contextTokensOf } from '../../core/bedrock/modelTraits';
import type { ChatEngine } from '../../core/chat/chatEngine';
import type { Disposable } from '../../core/util/disposable';
import { toRequest, toTools } from './messages';

/** What the provider works with. */
export interface ProviderParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  /** The model of the settings; empty for the automatic choice. */
  readonly model: () => string;
  /** Tells when `model` gives another answer. */
  readonly onDidChangeModel: (listener: () => void) => Disposable;
}

const VENDOR = 'bedrock-chat';

/*
 * Stands for "no model set": the newest Claude Sonnet of the account, found out at the first question.
 * Not `auto`: VS Code takes a model of that id for one of its own.
 */
const AUTOMATIC = 'newest-claude-sonnet';

/* What the newest Claude Sonnet takes and gives; see contextTokensOf. */
const AUTOMATIC_CONTEXT = 200_000;
const MAX_OUTPUT_TOKENS = 8_192;

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
  private readonly watching: Disposable;

  readonly onDidChangeLanguageModelChatInformation = this.changed.event;

  constructor(private readonly parts: ProviderParts) {
    this.watching = parts.onDidChangeModel(() => this.changed.fire());
  }

  /** Answers from the settings alone, at once: VS Code calls no participant before some model is listed. */
  provideLanguageModelChatInformation(): vscode.LanguageModelChatInformation[] {
    const configured = this.parts.model();
    const contextTokens = configured === '' ? AUTOMATIC_CONTEXT : contextTokensOf(configured);
    // Not in the stable types yet, but without it the model is not shown in the picker.
    const selectable = { isUserSelectable: true };
    return [
      {
        ...selectable,
        id: configured === '' ? AUTOMATIC : configured,
        name:
          configured === '' ? 'Claude Sonnet (Bedrock)' : `${configuredModel(configured).label} (Bedrock)`,
        family: 'bedrock',
        version: '1',
        detail: 'Amazon Bedrock',
        tooltip:
          configured === ''
            ? vscode.l10n.t('The newest Claude Sonnet that your AWS account lists')
            : vscode.l10n.t('{0} in your AWS account', configured),
        maxInputTokens: contextTokens - Math.min(MAX_OUTPUT_TOKENS, Math.floor(contextTokens / 4)),
        maxOutputTokens: Math.min(MAX_OUTPUT_TOKENS, Math.floor(contextTokens / 4)),
        capabilities: { toolCalling: true, imageInput: false },
      },
    ];
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
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const outcome = await this.parts.engine.ask({
        surface: 'provider',
        conversationId: null,
        ...toRequest(messages),
        tools: toTools(options.tools),
        toolRequired: options.toolMode === vscode.LanguageModelChatToolMode.Required,
        ...(model.id === AUTOMATIC ? {} : { model: model.id }),
        cutHistory: false,
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type === 'text') {
            progress.report(new vscode.LanguageModelTextPart(event.text));
          } else if (event.type === 'toolCall') {
            const { toolUseId, name, input } = event.call;
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
    } finally {
      listening.dispose();
    }
  }

  /** An estimate without a call: VS Code asks this many times a turn. */
  provideTokenCount(
    _model: vscode.LanguageModelChatInformation,
    text: string | vscode.LanguageModelChatRequestMessage,
  ): Promise<number> {
    const tokens =
      typeof text === 'string'
        ? estimateTokens(text)
        : toRequest([text]).messages.reduce((sum, message) => sum + estimateMessageTokens(message), 0);
    return Promise.resolve(tokens);
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
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
