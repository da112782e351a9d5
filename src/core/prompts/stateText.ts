import * as l10n from '@vscode/l10n';
import type { StateName } from './runState';

/** The state of a run, a step or an attempt, in the user's language. */
export function stateText(state: StateName): string {
  switch (state) {
    case 'Pending':
      return l10n.t({ message: 'Pending', comment: ['State of a run or one of its prompts'] });
    case 'Running':
      return l10n.t({ message: 'Running', comment: ['State of a run or one of its prompts'] });
    case 'Retrying':
      return l10n.t({ message: 'Retrying', comment: ['State of a run or one of its prompts'] });
    case 'Completed':
      return l10n.t({ message: 'Completed', comment: ['State of a run or one of its prompts'] });
    case 'Cached':
      return l10n.t({ message: 'Cached', comment: ['State of a prompt whose answer was known already'] });
    case 'Failed':
      return l10n.t({ message: 'Failed', comment: ['State of a run or one of its prompts'] });
    case 'Cancelled':
      return l10n.t({ message: 'Cancelled', comment: ['State of a run or one of its prompts'] });
    case 'Crashed':
      return l10n.t({ message: 'Crashed', comment: ['State of a run or one of its prompts'] });
  }
}
