const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const OPENING = /\{\{(?!\{)(?:\s*([\w.-]+)\s*\}\})?/g;

/** A place where a value goes, or (without a name) something that looks like one and is none. */
export interface Opening {
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** The names that a prompt leaves open, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** The prompt with the values that there are; a name without one stays as it stands. */
export function fillIn(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => valueOf(name) ?? whole);
}

/** Everything in a text that begins as a placeholder does, in the order of the text. */
export function* openings(text: string): Generator<Opening> {
  for (const { index, 0: found, 1: name } of text.matchAll(OPENING)) {
    yield { name, start: index, end: index + found.length };
  }
}
