/** A JSON object of a request, of which nothing has been checked. */
export type Json = Readonly<Record<string, unknown>>;

/** The objects of a member that is a list. */
export function listed(said: Json, name: string): readonly Json[] {
  const value = said[name];
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** The body of a request to either API. */
export interface OpenAiBody extends Json {
  readonly model?: string;
  readonly stream?: boolean;
}
