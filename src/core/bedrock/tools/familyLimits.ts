/** What a family of models takes of a tool. */
export interface ToolLimits {
  /** Whether a name may have a hyphen. */
  readonly hyphens: boolean;
  /** Whether a schema may refer to parts of its own, or has to have each of them written out. */
  readonly references: 'kept' | 'inlined';
  /** Whether the root of a schema has `type`, `properties` and `required` alone. */
  readonly plainRoot: boolean;
}

/*
 * Claude: its ValidationExceptions ask for draft 2020-12, which has references, and refuse `oneOf`, `allOf` and `anyOf`
 * at the root. GPT takes `$defs` and references, also those of a schema to itself (OpenAI, "Function calling").
 * Nova: "Only three fields are supported in top-level Object - type, properties, and required" (Amazon Nova user guide,
 * "Troubleshooting tool calls"); it refuses `definitions`, and of a tool whose name has a hyphen it cannot write the
 * call. Of the other families no document says that they follow a reference: what they are told is in one piece.
 */
const families: readonly (readonly [model: RegExp, limits: ToolLimits])[] = [
  [/(?:^|[./])anthropic\./, { hyphens: true, references: 'kept', plainRoot: false }],
  [/(?:^|[./])openai\.gpt-(?!oss)/, { hyphens: true, references: 'kept', plainRoot: false }],
  [/(?:^|[./])amazon\./, { hyphens: false, references: 'inlined', plainRoot: true }],
];

const others: ToolLimits = { hyphens: true, references: 'inlined', plainRoot: false };

/** What the model behind an id, a profile's id or an ARN takes of a tool. Always the same object for a family. */
export function toolLimits(modelId: string): ToolLimits {
  return families.find(([model]) => model.test(modelId))?.[1] ?? others;
}
