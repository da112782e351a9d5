import * as vscode from 'vscode';
import {
  isAboutCredentials,
  isAboutModel,
  isAboutModelAccess,
  isAboutPermissions,
  type ErrorReason,
} from '../../core/aws/errors';
import type { ModelParameters } from '../../core/bedrock/parameters';
import type { TokenCounter } from '../../core/bedrock/tokenCounter';
import type { ChatEngine } from '../../core/chat/chatEngine';
import { stopNotices } from '../../core/chat/endNotices';
import type { Logger } from '../../core/logging/logger';
import type { Disposable } from '../../core/util/disposable';
import { signedThinkingPart, thinkingPart, usagePart } from './hostParts';
import { toMessage, toRequest, toTools } from './messages';
import { AUTOMATIC } from './modelInformation';
import { readModelOptions } from '../../core/bedrock/modelOptions';
import { ReasoningMemory } from '../../core/bedrock/reasoningMemory';

/** Collaborators of the provider. */
export interface ProviderParts {
  readonly engine: Pick<ChatEngine, 'ask'>;
  readonly tokens: Pick<TokenCounter, 'count'>;
  readonly logger: Logger;
}

/** Answers what VS Code and other extensions ask a Bedrock model of VS Code's model picker. */
export class ModelProvider implements Disposable {
  private readonly reasoning = new ReasoningMemory();
  /** Names of options that were already said to be left out. */
  private readonly ignored = new Set<string>();

  constructor(private readonly parts: ProviderParts) {}

  /** Streams an answer; throws an Error with a sentence for people when there is none. */
  async respond(
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
        const { content, usage } = outcome.result;
        this.reasoning.keep(content);
        content.forEach((block) => tell(signedThinkingPart(block)));
        // The API has no other place for it; without, a cut answer would look whole, and VS Code call none "No response".
        for (const notice of stopNotices(outcome.result)) {
          tell(new vscode.LanguageModelTextPart(answer.said ? `\n\n_${notice}_` : notice));
          answer.said = true;
        }
        tell(usage.source === 'reported' ? usagePart(usage) : undefined);
      }
    } finally {
      listening.dispose();
    }
  }

  /** Counts where the model can be asked to, else estimates: VS Code asks this many times a turn. */
  async countTokens(
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
    // VS Code cancels what is being answered.
  }
}

function toLanguageModelError(reason: ErrorReason, message: string): Error {
  if (isAboutCredentials(reason) || isAboutPermissions(reason) || isAboutModelAccess(reason)) {
    return vscode.LanguageModelError.NoPermissions(message);
  }
  return isAboutModel(reason) ? vscode.LanguageModelError.NotFound(message) : new Error(message);
}
