import { readFile } from 'node:fs/promises';
import { readOwnPrices } from '../core/spending/pricer';
import { SettingReader, type InvalidSetting } from '../core/settings/settingReader';
import { settingRules, type SettingRule } from '../core/settings/settingRule';
import type { SettingName, SettingSource, SettingValues } from '../core/settings/settingValues';
import { errorMessage } from '../core/util/errorMessage';
import { UsageError } from './usageError';

/** A value and the place that it comes from, for people: a file or a flag. */
interface Given {
  readonly value: unknown;
  readonly from: string;
}

/** Settings of a file, and of flags before it; types, ranges and defaults are those of package.json. */
export class FileSettings implements SettingSource {
  private constructor(private readonly values: ReadonlyMap<string, unknown>) {}

  /**
   * `flags` are the options of the command that stand for a setting, by the setting's name; undefined where not given.
   * @throws UsageError for a file that cannot be read, and for a setting that does not exist or takes other values
   */
  static async read(
    manifest: unknown,
    file: string | undefined,
    flags: Readonly<Record<string, FlagValue | undefined>>,
  ): Promise<FileSettings> {
    const given = new Map<string, Given>();
    for (const [name, value] of Object.entries(file === undefined ? {} : await readSettings(file))) {
      given.set(name, { value, from: file ?? '' });
    }
    for (const [name, flag] of Object.entries(flags)) {
      // Without its value, the default would be asked: another endpoint, another account.
      if (flag?.value === '') {
        throw new UsageError(
          `${flag.name} is empty, as from a variable that is not set. Give it a value, or leave it out.`,
        );
      }
      if (flag !== undefined) {
        given.set(name, { value: flag.value, from: flag.name });
      }
    }
    return new FileSettings(checked(settingRules(manifest), given));
  }

  get<K extends SettingName>(name: K): SettingValues[K] {
    return this.values.get(name) as SettingValues[K];
  }
}

/** An option of a command that stands for a setting. */
export interface FlagValue {
  /** As it is written: `--region`. */
  readonly name: string;
  readonly value: string;
}

async function readSettings(file: string): Promise<object> {
  let settings: unknown;
  try {
    settings = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `The settings cannot be read from ${file}: ${errorMessage(error)}. Name a file with a JSON object by --settings.`,
    );
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new UsageError(
      `The settings in ${file} are no JSON object. Write them as {"region": "eu-central-1", "budget.dailyUsd": 5}.`,
    );
  }
  return settings;
}

/** The values of all settings, each checked by its rule. */
function checked(
  rules: ReadonlyMap<string, SettingRule>,
  given: ReadonlyMap<string, Given>,
): Map<string, unknown> {
  for (const [name, { from }] of given) {
    if (!rules.has(name)) {
      throw new UsageError(unknownSetting(name, from, rules));
    }
  }
  const problems: string[] = [];
  const reader = new SettingReader(rules, (invalid) =>
    problems.push(invalidSetting(invalid, given.get(invalid.name)?.from ?? '')),
  );
  const values = new Map([...rules.keys()].map((name) => [name, reader.read(name, given.get(name)?.value)]));
  for (const [name, { value, from }] of given) {
    if (/endpoint$/i.test(name) && !isEndpoint(values.get(name))) {
      problems.push(
        `${from}: ${name} is ${shown(value)}, but takes a URL that begins with https:// or http://.`,
      );
    }
  }
  const region = given.get('region');
  if (region !== undefined && !isRegion(region.value)) {
    problems.push(
      `${region.from}: region is ${shown(region.value)}, but takes the id of an AWS region, such as eu-central-1.`,
    );
  }
  problems.push(...readOwnPrices(values.get('prices')).problems);
  if (problems.length > 0) {
    throw new UsageError(problems.join('\n'));
  }
  return values;
}

/** Whether requests can be sent there; empty means AWS's own address. */
export function isEndpoint(value: unknown): boolean {
  if (value === '' || typeof value !== 'string') {
    return value === '';
  }
  const url = URL.parse(value);
  return url !== null && ['http:', 'https:'].includes(url.protocol);
}

/** Whether it can be a part of a host's name, which a region's id becomes; empty means that nothing is set. */
function isRegion(value: unknown): boolean {
  // What is no text has been told already.
  return typeof value !== 'string' || /^([a-z\d]+(-[a-z\d]+)*)?$/i.test(value);
}

function unknownSetting(name: string, from: string, rules: ReadonlyMap<string, SettingRule>): string {
  const bare = name.replace(/^bedrockChat\./, '');
  const next = rules.has(bare)
    ? `Write it without its prefix: "${bare}".`
    : 'The names are those of the extension’s settings, without bedrockChat. in front.';
  return `${from}: there is no setting ${shown(name)}. ${next}`;
}

function invalidSetting({ name, value, rule }: InvalidSetting, from: string): string {
  return `${from}: ${name} is ${shown(value)}, but takes ${takenBy(rule)}.`;
}

const MAX_SHOWN_LENGTH = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}

function takenBy({ type, enum: values, minimum, maximum, pattern }: SettingRule): string {
  if (values !== undefined) {
    return `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  const range = [
    minimum === undefined ? '' : ` from ${minimum}`,
    maximum === undefined ? '' : ` to ${maximum}`,
    pattern === undefined ? '' : ` that matches ${pattern}`,
  ];
  return `${[type].flat().join(' or ')}${range.join('')}`;
}
