import * as vscode from 'vscode';
import { questionMessage } from '../../core/chat/context';
import { readTurn } from '../../core/chat/storedTurn';
import { textMessage, type Message } from '../../core/bedrock/content';
import { readReferences } from '../platform/contextFiles';

/** Data that a turn of the participant leaves for the next ones, in VS Code's own chat history. */
export interface TurnMetadata {
  readonly conversationId: string;
  /** The answer's length in characters; what follows it in the response is our footer. */
  readonly answerLength: number;
  /** Absent when no model was called. */
  readonly invocationId?: string;
  /** True when the service would not have the question: it and its answer are told no model again. */
  readonly refused?: boolean;
  /** The answer with its tool calls and reasoning, as `storeTurn` keeps it; absent when its words say it all. */
  readonly turn?: string;
}

/** Reads what an earlier turn left; undefined for turns of other versions. */
export function turnMetadata(result: vscode.ChatResult): TurnMetadata | undefined {
  const { conversationId, answerLength, invocationId, refused, turn } = result.metadata ?? {};
  if (typeof conversationId !== 'string' || typeof answerLength !== 'number') {
    return undefined;
  }
  return {
    conversationId,
    answerLength,
    ...(typeof invocationId === 'string' ? { invocationId } : {}),
    ...(refused === true ? { refused: true } : {}),
    ...(typeof turn === 'string' ? { turn } : {}),
  };
}

/** The earlier turns of this participant, as the model is told them: all but those that were refused. */
export async function historyMessages(context: vscode.ChatContext): Promise<Message[]> {
  const turns = await Promise.all(
    withoutRefused(context.history).map(async (turn) => {
      if (turn instanceof vscode.ChatRequestTurn) {
        const { items } = await readReferences(turn.references);
        return [questionMessage(turn.prompt, items)];
      }
      return readTurn(turnMetadata(turn.result)?.turn) ?? [textMessage('assistant', answerText(turn))];
    }),
  );
  return turns.flat();
}

function withoutRefused(history: vscode.ChatContext['history']): vscode.ChatContext['history'] {
  const isRefused = (turn: vscode.ChatRequestTurn | vscode.ChatResponseTurn | undefined) =>
    turn instanceof vscode.ChatResponseTurn && turnMetadata(turn.result)?.refused === true;
  return history.filter(
    (turn, index) =>
      !isRefused(turn) && !(turn instanceof vscode.ChatRequestTurn && isRefused(history[index + 1])),
  );
}

function answerText(turn: vscode.ChatResponseTurn): string {
  const text = turn.response
    .map((part) => (part instanceof vscode.ChatResponseMarkdownPart ? part.value.value : ''))
    .join('');
  return text.slice(0, turnMetadata(turn.result)?.answerLength ?? text.length);
}
