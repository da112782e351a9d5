import type { ModelTraits } from './traits';

/** What is known of the models whose ids begin alike. */
export interface ModelFacts {
  readonly pattern: RegExp;
  readonly traits: ModelTraits;
}

/** A model that takes all that Converse has. */
export const takesAll = {
  images: true,
  documents: true,
  tools: 'stream',
  requiredTools: true,
  toolFailures: true,
  system: true,
  temperature: true,
  topP: true,
  stopSequences: true,
  optimizedLatency: false,
} as const satisfies ModelTraits;

/** Facts of the models whose ids begin so, after a geography or the path of an ARN. */
export function facts(
  begin: string,
  traits: { readonly [K in keyof ModelTraits]: ModelTraits[K] | undefined },
): ModelFacts {
  const all: [string, unknown][] = Object.entries(traits);
  const known = all.filter(([, value]) => value !== undefined);
  return {
    pattern: new RegExp(`(?:^|[./])${begin.replaceAll('.', '\\.')}`),
    traits: Object.fromEntries(known),
  };
}
