import { readMoneyCap } from '../spending/moneyCap';
import { fitsRule, type SettingRule } from './settingRule';
import { entryOf } from '../util/entryOf';

/** A value that a setting does not take. */
export interface InvalidSetting {
  /** The setting's name without the prefix. */
  readonly name: string;
  readonly value: unknown;
  readonly rule: SettingRule;
  /** The value that is used instead. */
  readonly standIn: unknown;
}

/*
 * The replacement of a wrong value where the default would be less than the user asked for: a limit of money that is
 * no amount is not "no limit", and a guardrail that does not exist is refused by Bedrock, not left out.
 */
const standIns: Readonly<Record<string, (value: unknown) => unknown>> = {
  'budget.dailyUsd': readMoneyCap,
  'budget.monthlyUsd': readMoneyCap,
  'prompts.budgetUsd': readMoneyCap,
  'guardrail.id': (value) => JSON.stringify(value),
};

/** Settings whose readers check them in detail and keep what is right of them. */
const readElsewhere: readonly string[] = ['prices'];

/** Checks the values of settings by their declarations, which VS Code does not. */
export class SettingReader {
  /** The wrong values that were told, as JSON, by setting. */
  private readonly told = new Map<string, string>();

  constructor(
    private readonly rules: ReadonlyMap<string, SettingRule>,
    private readonly onInvalid: (invalid: InvalidSetting) => void,
  ) {}

  /**
   * The value where the setting takes it, and else what stands in for it: mostly the default, never less protection.
   * A wrong value is told once. @throws Error for a setting that is not declared
   */
  read(name: string, value: unknown): unknown {
    const rule = this.rules.get(name);
    if (rule === undefined) {
      throw new Error(`The setting ${name} is not declared in package.json`);
    }
    if (value === undefined) {
      return rule.default;
    }
    const trimmed = typeof value === 'string' ? value.trim() : value;
    if (readElsewhere.includes(name) || fitsRule(trimmed, rule)) {
      return trimmed;
    }
    const standIn = entryOf(standIns, name)?.(value) ?? rule.default;
    this.tell({ name, value, rule, standIn });
    return standIn;
  }

  /** The settings that VS Code takes from no workspace. */
  get outOfWorkspace(): readonly string[] {
    return [...this.rules].flatMap(([name, { scope }]) =>
      scope === 'machine' || scope === 'application' ? [name] : [],
    );
  }

  private tell(invalid: InvalidSetting): void {
    // String tells apart what is null in JSON: NaN and infinities.
    const value = `${JSON.stringify(invalid.value)} ${String(invalid.value)}`;
    if (this.told.get(invalid.name) !== value) {
      this.told.set(invalid.name, value);
      this.onInvalid(invalid);
    }
  }
}
