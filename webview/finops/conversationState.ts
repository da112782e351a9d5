import type { AskedChart, AskedQuery, Citations, ToConversation } from '../../src/protocol/costConversation';
import { initialChatState, reduceChat, type ChatState } from '../conversation/chatState';

/** The conversation about the data, with what its answers rest on. */
export interface ConversationState {
  readonly chat: ChatState;
  readonly queries: readonly AskedQuery[];
  readonly charts: readonly AskedChart[];
  readonly citations: readonly Citations[];
  /** The answers that are pinned to the report. */
  readonly pinned: readonly string[];
  /** The brief for the model about the data, and the most that it would be, in characters. */
  readonly brief: { readonly text: string; readonly limit: number };
}

/** Before anything was said. */
export const noConversation: ConversationState = {
  chat: initialChatState,
  queries: [],
  charts: [],
  citations: [],
  pinned: [],
  brief: { text: '', limit: 0 },
};

/** The conversation after a message of the host. */
export function reduceConversation(state: ConversationState, message: ToConversation): ConversationState {
  switch (message.type) {
    case 'chat':
      return { ...state, chat: reduceChat(state.chat, message.message) };
    case 'evidence': {
      const { queries, charts, citations } = message;
      return { ...state, queries, charts, citations };
    }
    case 'moreEvidence': {
      const { queries, charts, citations, dropped } = message;
      const isKept = ({ toolUseId }: { readonly toolUseId: string }) => !dropped.includes(toolUseId);
      const isOther = (one: Citations) => !citations.some(({ messageId }) => messageId === one.messageId);
      return {
        ...state,
        queries: [...state.queries.filter(isKept), ...queries],
        charts: [...state.charts.filter(isKept), ...charts],
        citations: [...state.citations.filter(isOther), ...citations],
      };
    }
    case 'report':
      return { ...state, pinned: message.pinned };
    case 'brief':
      return { ...state, brief: { text: message.text, limit: message.limit } };
  }
}
