/** Tokens as Converse reports them. */
export interface ReplyUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
  readonly cacheDetails?: readonly { readonly ttl: '5m' | '1h'; readonly inputTokens: number }[];
}

/** One block of an answer. */
export type AnswerBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly signature?: string }
  | { readonly type: 'redacted'; readonly data?: string }
  | {
      readonly type: 'toolUse';
      readonly toolUseId?: string;
      readonly name: string;
      /** A string is sent as it is: it may be what is no JSON. */
      readonly input: unknown;
    };

/** How an answer ends and what it took. */
export interface AnswerEnd {
  readonly usage?: ReplyUsage;
  /** By default `tool_use` where a tool is called, else `end_turn`. */
  readonly stopReason?: string;
  readonly additionalModelResponseFields?: unknown;
  readonly trace?: unknown;
  readonly serviceTier?: string;
  /** Characters in one piece of a stream; words by default. */
  readonly pieces?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of the model. */
export interface Answer extends AnswerEnd {
  readonly kind: 'answer';
  readonly blocks: readonly AnswerBlock[];
}

/** An error in place of an answer, as AWS's services write them. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that does not come from AWS. */
export interface GatewayAnswer {
  readonly kind: 'gateway';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An exception inside a stream. */
export interface Break {
  readonly kind: 'break';
  /** Events of the answer that are sent before; the first is messageStart, so 1 is still before the first word. */
  readonly after: number;
  readonly name: string;
  readonly message: string;
  readonly answer: Answer;
}

/** A connection that ends where it should not. */
export interface Close {
  readonly kind: 'close';
  /** Before the headers of the answer, right after them, or after so many events. */
  readonly after: 'request' | 'headers' | number;
  /** Whether half of the next event is sent. */
  readonly midFrame: boolean;
  readonly answer: Answer;
}

/** A pause before the answer, or within it. */
export interface Silence {
  readonly kind: 'silence';
  readonly ms: number;
  /** Before the headers, or after so many events. */
  readonly after: 'request' | number;
  readonly answer: Answer;
}

/** Events of a stream, one by one, as a document writes them. */
export interface WrittenStream {
  readonly kind: 'stream';
  readonly events: readonly { readonly type: string; readonly payload: object }[];
}

/** What the server does with a request that breaks no rule. */
export type Reply = WrittenStream | Answer | Refusal | GatewayAnswer | Break | Close | Silence;

/** An answer of one text. */
export function says(text: string, end: AnswerEnd = {}): Answer {
  return { kind: 'answer', blocks: [{ type: 'text', text }], ...end };
}

/** An answer without content, which models give at times. */
export function saysNothing(end: AnswerEnd = {}): Answer {
  return { kind: 'answer', blocks: [], ...end };
}

/** Reasoning; unless given, the signature is made by the server and bound to the model that was asked. */
export function thinks(text: string, signature?: string): Answer {
  return { kind: 'answer', blocks: [{ type: 'reasoning', text, signature }] };
}

/** Reasoning that only the model can read; base64, by default sealed by the model that is asked. */
export function thinksHidden(data?: string): Answer {
  return { kind: 'answer', blocks: [{ type: 'redacted', data }] };
}

/** A call of a tool. */
export function calls(name: string, input: unknown, toolUseId?: string): Answer {
  return { kind: 'answer', blocks: [{ type: 'toolUse', name, input, toolUseId }] };
}

/** Several answers as the blocks of one; what a later one says of the end counts. */
export function answers(...parts: readonly Answer[]): Answer {
  return Object.assign({}, ...parts, { blocks: parts.flatMap(({ blocks }) => blocks) }) as Answer;
}

/** An error instead of an answer, such as ThrottlingException with 429. */
export function refuses(refusal: Omit<Refusal, 'kind'>): Refusal {
  return { kind: 'refusal', ...refusal };
}

/** An exception event in the stream, after so many events of an answer. */
export function breaks(
  failure: { readonly after: number; readonly name: string; readonly message: string },
  answer: Answer = says('This answer is cut off in its midst.'),
): Break {
  return { kind: 'break', ...failure, answer };
}

/** The connection ends: before the headers, after them, or after so many events, perhaps within one. */
export function closes(
  after: Close['after'],
  { midFrame = false, answer = says('This answer is cut off in its midst.') } = {},
): Close {
  return { kind: 'close', after, midFrame, answer };
}

/** What a proxy or gateway between here and AWS answers. */
export function gateway({
  status,
  contentType = 'text/html',
  body,
  headers,
}: {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}): GatewayAnswer {
  return { kind: 'gateway', status, contentType, body, headers };
}

/** Nothing for a while, then an answer. */
export function silent(
  ms: number,
  { after = 'request', answer = says('Late.') }: { after?: Silence['after']; answer?: Answer } = {},
): Silence {
  return { kind: 'silence', ms, after, answer };
}

/** A stream written event by event: `streams([['messageStart', { role: 'assistant' }], …])`. */
export function streams(events: readonly (readonly [type: string, payload: object])[]): WrittenStream {
  return { kind: 'stream', events: events.map(([type, payload]) => ({ type, payload })) };
}

/** A failure and what comes when the request is tried again: `server.reply(...failsOnce(refuses(…)))`. */
export function failsOnce(failure: Reply, then: Reply = says('At the second attempt.')): readonly Reply[] {
  return [failure, then];
}
