import type { FittedSchema } from './fittedSchema';

/** A tool that the model may call. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** A JSON schema, as whoever offers the tool wrote it. */
  readonly inputSchema: unknown;
  /** The same as the asked model's family takes it, where that is known. */
  readonly fitted?: FittedSchema;
}

/** The texts that a model is told of a tool. */
export function toolTexts({ name, description, inputSchema, fitted }: ToolSpec): readonly string[] {
  return [name, description, fitted?.json ?? JSON.stringify(inputSchema ?? {})];
}

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}
