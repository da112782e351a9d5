import * as l10n from '@vscode/l10n';
import type { ActionId } from '../../protocol/chatPanel';
import type { CheckAction, CheckId, CheckStatus } from '../../protocol/doctor';
import { actionLabel } from '../chat/explain';

/** The finding of a check. */
export interface Finding {
  /** The attempt, in a few words. */
  readonly tried: string;
  readonly status: CheckStatus;
  readonly result: string;
  /** The fix, exactly; left out when there is nothing to do. */
  readonly fix?: string;
  readonly action?: CheckAction;
  /** The user cancelled before there was an end. */
  readonly cancelled?: true;
}

/** One thing that has to be right for a question to be answered. */
export interface Check {
  readonly id: CheckId;
  readonly title: string;
  /** Checks without which this one is pointless: when one failed or could not be made, this one is left out. */
  readonly needs?: readonly CheckId[];
  /** Checks to wait for, whose failure alone makes this one pointless. */
  readonly unlessFailed?: readonly CheckId[];
  /** After so many milliseconds the check counts as failed, whatever it is waiting for. */
  readonly timeoutMs: number;
  run(signal: AbortSignal): Promise<Finding>;
}

/** A step that findings offer. */
export function step(id: ActionId): CheckAction {
  return { id, label: actionLabel(id) };
}

/** The step of changing a setting, by its full name. */
export function openSetting(setting: string): CheckAction {
  return {
    id: 'openSettings',
    label: l10n.t({ message: 'Open {0}', args: [setting], comment: ['{0} is the name of a setting.'] }),
    setting,
  };
}
