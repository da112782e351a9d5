/** A block of a message as Converse takes it; exactly one member is expected, and rules say so. */
export interface WireBlock {
  readonly text?: string;
  readonly image?: WireMedia;
  readonly document?: WireMedia & { readonly name?: string };
  readonly video?: WireMedia;
  readonly toolUse?: { readonly toolUseId?: string; readonly name?: string; readonly input?: unknown };
  readonly toolResult?: {
    readonly toolUseId?: string;
    readonly content?: readonly WireResultBlock[];
    readonly status?: string;
  };
  readonly reasoningContent?: {
    readonly reasoningText?: { readonly text?: string; readonly signature?: string };
    /** Base64. */
    readonly redactedContent?: string;
  };
  readonly cachePoint?: WireCachePoint;
}

/** A picture or a file. */
export interface WireMedia {
  readonly format?: string;
  readonly source?: { readonly bytes?: string; readonly text?: string };
}

/** What a tool result is made of. */
export interface WireResultBlock {
  readonly text?: string;
  readonly json?: unknown;
  readonly image?: WireMedia;
  readonly document?: WireMedia & { readonly name?: string };
}

/** Where a prefix ends that is worth keeping. */
export interface WireCachePoint {
  readonly type?: string;
  readonly ttl?: string;
}

/** A message of either side. */
export interface WireMessage {
  readonly role?: string;
  readonly content?: readonly WireBlock[];
}

/** A declared tool, or a cache point between tools. */
export interface WireTool {
  readonly toolSpec?: {
    readonly name?: string;
    readonly description?: string;
    readonly inputSchema?: { readonly json?: unknown };
    readonly strict?: boolean;
  };
  readonly cachePoint?: WireCachePoint;
  readonly systemTool?: { readonly name?: string };
}

/** The body of Converse and ConverseStream as it was received: nothing in it has been checked. */
export interface ConverseBody {
  readonly messages?: readonly WireMessage[];
  readonly system?: readonly { readonly text?: string; readonly cachePoint?: WireCachePoint }[];
  readonly inferenceConfig?: {
    readonly maxTokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly stopSequences?: readonly string[];
  };
  readonly toolConfig?: {
    readonly tools?: readonly WireTool[];
    readonly toolChoice?: {
      readonly auto?: object;
      readonly any?: object;
      readonly tool?: { readonly name?: string };
    };
  };
  readonly guardrailConfig?: {
    readonly guardrailIdentifier?: string;
    readonly guardrailVersion?: string;
  };
  readonly additionalModelRequestFields?: Readonly<Record<string, unknown>>;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly performanceConfig?: { readonly latency?: string };
  readonly serviceTier?: { readonly type?: string };
  readonly outputConfig?: Readonly<Record<string, unknown>>;
}
