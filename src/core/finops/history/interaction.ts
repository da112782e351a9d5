import * as l10n from '@vscode/l10n';
import { ulid } from 'ulid';
import * as v from 'valibot';

/** One question about cost data and its answer, as it is handed over to be stored. */
export interface NewInteraction {
  readonly userQuery: string;
  readonly agentResponse: string;
  /** The subject of the answer: the data set, the queries and their results; anything that JSON can say. */
  readonly dataContext: unknown;
  readonly sessionId: string;
  readonly atUtc: Date;
}

/** An item of the table, with the names that it has there. */
export const historyItemSchema = v.object({
  interaction_id: v.string(),
  /** ISO 8601, in UTC. */
  timestamp: v.string(),
  user_query: v.string(),
  agent_response: v.string(),
  /** JSON. */
  data_context: v.string(),
  session_id: v.string(),
});

/** An item of the table: the six attributes, all of them strings. */
export type HistoryItem = v.InferOutput<typeof historyItemSchema>;

/**
 * DynamoDB's limit is 400 KB for an item, names and values in UTF-8 counted; some room is left. Source: "Constraints
 * in Amazon DynamoDB", https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
 */
const MAX_ITEM_BYTES = 399 * 1024;
/** The least that a shortened answer keeps; the context goes before that. */
const MIN_RESPONSE_BYTES = 16 * 1024;

/** Makes the item of an interaction, with a new id; what is too long for DynamoDB is shortened and says so. */
export function historyItem(interaction: NewInteraction): HistoryItem {
  const { userQuery, agentResponse, dataContext, sessionId, atUtc } = interaction;
  const item: HistoryItem = {
    interaction_id: ulid(),
    timestamp: atUtc.toISOString(),
    user_query: wellFormed(userQuery),
    agent_response: wellFormed(agentResponse),
    data_context: wellFormed(JSON.stringify(dataContext ?? null)),
    session_id: wellFormed(sessionId),
  };
  if (itemBytes(item) <= MAX_ITEM_BYTES) {
    return item;
  }
  const room = (name: keyof HistoryItem): number => MAX_ITEM_BYTES - itemBytes(item) + utf8Bytes(item[name]);
  if (room('agent_response') < Math.min(utf8Bytes(item.agent_response), MIN_RESPONSE_BYTES)) {
    const bytes = utf8Bytes(item.data_context);
    item.data_context = JSON.stringify({ omitted: 'Too long for an item of DynamoDB', bytes });
  }
  if (room('agent_response') < Math.min(utf8Bytes(item.agent_response), MIN_RESPONSE_BYTES)) {
    item.user_query = shortened(item.user_query, room('user_query') - MIN_RESPONSE_BYTES);
  }
  item.agent_response = shortened(item.agent_response, room('agent_response'));
  return item;
}

/** The size of an item as DynamoDB reckons it. */
export function itemBytes(item: HistoryItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8Bytes(name) + utf8Bytes(value), 0);
}

function shortened(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) {
    return text;
  }
  const said = l10n.t('Shortened from {0} bytes: an item of DynamoDB has 400 KB at most.', bytes.length);
  const note = `\n\n[${said}]`;
  // Decoding as a stream leaves out a character that was cut in two.
  const kept = new TextDecoder().decode(bytes.subarray(0, maxBytes - utf8Bytes(note)), { stream: true });
  return kept + note;
}

/** Half a surrogate pair, as in an answer that was cut short, is no text to DynamoDB. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
