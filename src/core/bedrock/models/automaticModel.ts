import type { ListedModel } from './modelChoice';
import { compareVersions, parseClaudeId } from './modelNames';

/**
 * The model for a user who chose none: the newest Claude Sonnet, failing that the newest Claude, and one that AWS calls
 * legacy where no other is listed. Another vendor's is not for us to choose, and an application's own profile is for
 * who knows what it is for.
 */
export function automaticModel(models: readonly ListedModel[]): ListedModel | undefined {
  const claudes = models.flatMap((model) => {
    const claude = model.kind === 'applicationProfile' ? undefined : parseClaudeId(model.modelId);
    return claude === undefined ? [] : [{ model, ...claude }];
  });
  const [best] = claudes.sort(
    (a, b) =>
      Number(a.model.legacy) - Number(b.model.legacy) ||
      familyRank(a.family) - familyRank(b.family) ||
      compareVersions(b.version, a.version) ||
      placeRank(a.model) - placeRank(b.model),
  );
  return best?.model;
}

/* The others cost many times as much, or are previews. */
function familyRank(family: string): number {
  if (family === 'sonnet') {
    return 0;
  }
  return family === 'opus' || family === 'haiku' ? 1 : 2;
}

/* On demand keeps the request in the region; a geographic profile keeps it in its part of the world. */
function placeRank({ kind, id }: ListedModel): number {
  if (kind === 'onDemand') {
    return 0;
  }
  return id.startsWith('global.') ? 2 : 1;
}
