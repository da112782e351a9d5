import * as l10n from '@vscode/l10n';
import { formatUtcDate } from '../../../shared/format';
import { lifecycleOf } from './lifecycle';
import type { ListedModel } from './modelChoice';

/** Remarks on a model that is not to be begun with, such as "legacy" and the day of its end; empty for an active one. */
export function lifecycleRemarks(model: Pick<ListedModel, 'legacy' | 'endsUtc'>, nowMs: number): string[] {
  const lifecycle = lifecycleOf(model, nowMs);
  if (lifecycle === 'active') {
    return [];
  }
  const legacy = l10n.t({ message: 'legacy', comment: ['Of a model: superseded, as AWS calls it'] });
  const marks = lifecycle === 'legacy' ? [legacy] : [];
  if (model.endsUtc === undefined) {
    return marks;
  }
  const day = formatUtcDate(new Date(model.endsUtc));
  const ends =
    lifecycle === 'ended'
      ? l10n.t({ message: 'ended {0}', args: [day], comment: ['Of a model that AWS has retired: a date'] })
      : l10n.t({ message: 'ends {0}', args: [day], comment: ['Of a model that AWS retires: a date'] });
  return [...marks, ends];
}
