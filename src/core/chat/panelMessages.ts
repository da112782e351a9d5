import * as l10n from '@vscode/l10n';
import { ulid } from 'ulid';
import type { PanelError, PanelFigures, PanelMessage } from '../../protocol/chatPanel';
import { missActions, missText, toldMisses } from '../bedrock/cache/missReasons';
import type { Explanation } from './explain';
import type { TurnFigures } from './turnFigures';

/** A problem as the panel is told it. */
export function toPanelError(problem: Explanation): PanelError {
  return {
    code: problem.reason,
    message: problem.message,
    detail: problem.detail,
    actions: [...problem.actions],
  };
}

/** Figures as the panel is told them. */
export function toPanelFigures(figures: TurnFigures): PanelFigures {
  const { usage, model, latencyMs, timeToFirstTokenMs, attempts, calls } = figures;
  return {
    modelLabel: model.label,
    modelNote: model.automatic ? l10n.t('chosen automatically') : '',
    latencyMs,
    timeToFirstTokenMs,
    totalInputTokens: usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens,
    cachedInputTokens: usage.cacheReadInputTokens,
    outputTokens: usage.outputTokens,
    estimated: usage.source === 'estimated',
    costUsd: figures.costUsd ?? null,
    attempts,
    calls,
  };
}

/** The misses of the prompt cache that matter, as the panel is told them. */
export function toPanelMisses({ cache }: TurnFigures): NonNullable<PanelMessage['cacheMisses']> {
  return toldMisses(cache).map((found) => ({ text: missText(found), actions: missActions([found]) }));
}

/** A message in which nothing is said yet. */
export function emptyMessage(role: PanelMessage['role']): PanelMessage {
  return {
    id: ulid(),
    role,
    text: '',
    steps: [],
    attachments: [],
    streaming: false,
    status: '',
    waitsToRetry: false,
    notices: [],
    leftOut: '',
    canGoOn: false,
    error: null,
    figures: null,
    feedback: null,
  };
}
