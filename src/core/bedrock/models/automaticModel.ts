import { ENDING_CLAUDE, NO_CLAUDE, UNUSABLE_CLAUDE } from '../../aws/failures/models';
import { isEnding } from './lifecycle';
import { missingStep } from './modelAccess';
import type { ListedModel } from './modelChoice';
import { compareVersions, parseClaudeId, type ClaudeId } from './modelNames';

/**
 * The model for a user who chose none: the newest Claude Sonnet, failing that the newest Claude; none that is legacy, ends
 * within 60 days, or cannot be used by the account yet. Another vendor's is not for us to choose, and an application's
 * own profile is for who knows what it is for.
 */
export function automaticModel(models: readonly ListedModel[], nowMs: number): ListedModel | undefined {
  const claudes = claudesOf(models).filter(
    ({ model }) => !isEnding(model, nowMs) && missingStep(model) === undefined,
  );
  const [best] = claudes.sort(
    (a, b) =>
      familyRank(a.family) - familyRank(b.family) ||
      compareVersions(b.version, a.version) ||
      placeRank(a.model) - placeRank(b.model),
  );
  return best?.model;
}

/** Why there is no automatic choice among these models, as the code of `noModelFound`. */
export function noAutomaticModel(models: readonly ListedModel[], nowMs: number): string {
  if (models.length === 0) {
    return 'NoModelFound';
  }
  const claudes = claudesOf(models);
  if (claudes.length === 0) {
    return NO_CLAUDE;
  }
  return claudes.every(({ model }) => isEnding(model, nowMs)) ? ENDING_CLAUDE : UNUSABLE_CLAUDE;
}

function claudesOf(models: readonly ListedModel[]): ({ readonly model: ListedModel } & ClaudeId)[] {
  return models.flatMap((model) => {
    const claude = model.kind === 'applicationProfile' ? undefined : parseClaudeId(model.modelId);
    return claude === undefined ? [] : [{ model, ...claude }];
  });
}

/* The others cost many times as much, or are previews. */
function familyRank(family: string): number {
  if (family === 'sonnet') {
    return 0;
  }
  return family === 'opus' || family === 'haiku' ? 1 : 2;
}

/** Where a request may go, the nearest first: on demand to the region, by a geographic profile to its part of the world. */
export function placeRank({ kind, id }: Pick<ListedModel, 'kind' | 'id'>): number {
  if (kind === 'onDemand') {
    return 0;
  }
  return id.startsWith('global.') ? 2 : 1;
}
