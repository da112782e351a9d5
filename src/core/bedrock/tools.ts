import type { ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import type { DocumentType as DocumentValue } from '@smithy/types';

/** A tool that the model may call. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** A JSON schema, as whoever offers the tool wrote it. */
  readonly inputSchema: unknown;
}

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Declares tools as Converse takes them; undefined when there is none, since an empty list is refused. */
export function toToolConfig(tools: readonly ToolSpec[], required: boolean): ToolConfiguration | undefined {
  if (tools.length === 0) {
    return undefined;
  }
  return {
    tools: tools.map(({ name, description, inputSchema }) => ({
      toolSpec: {
        name: wireName(name),
        // A blank description is refused.
        description: description.trim() === '' ? name : description,
        inputSchema: { json: objectSchema(inputSchema) },
      },
    })),
    ...(required ? { toolChoice: { any: {} } } : {}),
  };
}

/** The name under which a tool is declared: Converse takes letters, digits, `_` and `-`, 64 at most. */
export function wireName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
}

/** Converse wants an object at the root of a schema, and an object as its properties. */
function objectSchema(schema: unknown): DocumentValue {
  const given =
    typeof schema === 'object' && schema !== null ? (schema as Record<string, DocumentValue>) : {};
  const { properties } = given;
  const known = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
  return { ...given, type: 'object', properties: known ? properties : {} };
}
