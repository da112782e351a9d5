import type { CheckAction, CheckId, CheckStatus } from '../../protocol/doctor';

/** The finding of a check. */
export interface Finding {
  /** The attempt, in a few words. */
  readonly tried: string;
  readonly status: CheckStatus;
  readonly result: string;
  /** The fix, exactly; left out when there is nothing to do. */
  readonly fix?: string;
  readonly action?: CheckAction;
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

/** Labels of the steps that findings offer. */
export const actions = {
  signIn: { id: 'signIn', label: 'Sign In…' },
  ssoLogin: { id: 'ssoLogin', label: 'Log In to AWS' },
  chooseModel: { id: 'chooseModel', label: 'Choose Another Model…' },
  chooseRegion: { id: 'chooseRegion', label: 'Choose Region…' },
  openModelCatalog: { id: 'openModelCatalog', label: 'Open Model Catalog' },
  showLog: { id: 'showLog', label: 'Show Log' },
} as const satisfies Record<string, CheckAction>;

/** The step of changing a setting, by its full name. */
export function openSetting(setting: string): CheckAction {
  return { id: 'openSettings', label: `Open ${setting}`, setting };
}
