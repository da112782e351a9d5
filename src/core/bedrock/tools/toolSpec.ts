import type { FittedSchema } from './fittedSchema';

/** A tool that the model may call. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** A JSON schema, as whoever offers the tool wrote it. */
  readonly inputSchema: unknown;
  /** True where Bedrock is to hold calls to the schema, which has to be one that it can hold to. */
  readonly strict?: boolean;
  /** The same as the asked model's family takes it, where that is known. */
  readonly fitted?: FittedSchema;
  /** Figures that were made of its texts, by what they are; kept with it, since each question wants them again. */
  readonly figures?: Map<string, number>;
}

/** The texts that a model is told of a tool. */
export function toolTexts({ name, description, inputSchema, fitted }: ToolSpec): readonly string[] {
  return [name, description, fitted?.json ?? JSON.stringify(inputSchema ?? {})];
}

/** A figure of a tool's texts, counted once where the tool keeps its figures. */
export function toolFigure({ figures }: ToolSpec, name: string, count: () => number): number {
  const known = figures?.get(name);
  if (known !== undefined) {
    return known;
  }
  const figure = count();
  figures?.set(name, figure);
  return figure;
}

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}
