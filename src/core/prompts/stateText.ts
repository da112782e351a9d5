import * as l10n from '@vscode/l10n';
import type { StateName } from './runState';

/** The state of a run, a step or an attempt, in the user's language. */
export function stateText(state: StateName): string {
  switch (state) {
    case 'Pending':
      return l10n.t({ message: 'Pending', comment: ['State of a run or a prompt'] });
    case 'Running':
      return l10n.t({ message: 'Running', comment: ['State of a run or a prompt'] });
    case 'Retrying':
      return l10n.t({ message: 'Retrying', comment: ['State of a run or a prompt'] });
    case 'Completed':
      return l10n.t({ message: 'Completed', comment: ['State of a run or a prompt'] });
    case 'Cached':
      return l10n.t({ message: 'Cached', comment: ['State of a prompt: answered by an earlier run'] });
    case 'Failed':
      return l10n.t({ message: 'Failed', comment: ['State of a run or a prompt'] });
    case 'Cancelled':
      return l10n.t({ message: 'Cancelled', comment: ['State of a run or a prompt'] });
    case 'Crashed':
      return l10n.t({ message: 'Crashed', comment: ['State of a run or a prompt'] });
  }
}
