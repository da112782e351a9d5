import type { ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { objectSchema } from './toolSchema';

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
  const names = wireNames(tools);
  return {
    tools: tools.map(({ description, inputSchema }, index) => ({
      toolSpec: {
        name: names[index],
        // A blank description is refused.
        description: description.trim() === '' ? names[index] : description,
        inputSchema: { json: objectSchema(inputSchema) },
      },
    })),
    ...(required ? { toolChoice: { any: {} } } : {}),
  };
}

/** The names under which tools are declared, in their order; each once, since a name that comes twice is refused. */
export function wireNames(tools: readonly ToolSpec[]): readonly string[] {
  const taken = new Set<string>();
  return tools.map(({ name }) => {
    const wanted = wireName(name);
    let free = wanted;
    for (let number = 2; taken.has(free); number++) {
      free = `${wanted.slice(0, 60)}_${number}`;
    }
    taken.add(free);
    return free;
  });
}

/** A name as Converse takes it: letters, digits, `_` and `-`, at least one and 64 at most. */
export function wireName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || '_';
}
