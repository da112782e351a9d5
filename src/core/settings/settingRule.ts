import * as v from 'valibot';
import { entryOf } from '../util/entryOf';

const typeSchema = v.picklist(['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']);

/** A type of JSON as a declaration names it. */
export type SettingType = v.InferOutput<typeof typeSchema>;

const ruleEntries = {
  type: v.union([typeSchema, v.array(typeSchema)]),
  enum: v.optional(v.array(v.unknown())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  minLength: v.optional(v.number()),
  pattern: v.optional(v.string()),
  maxItems: v.optional(v.number()),
  maxProperties: v.optional(v.number()),
};
const valueRuleSchema = v.object({
  ...ruleEntries,
  /** Of an object that has these entries and no others. */
  properties: v.optional(v.record(v.string(), v.object(ruleEntries))),
});
type ValueRule = v.InferOutput<typeof valueRuleSchema>;

const settingRuleSchema = v.object({
  ...ruleEntries,
  items: v.optional(valueRuleSchema),
  additionalProperties: v.optional(valueRuleSchema),
  scope: v.optional(v.string(), 'window'),
  default: v.unknown(),
});

/** The declaration of a setting in package.json: which values it takes, from where, and what it is when nobody sets it. */
export type SettingRule = v.InferOutput<typeof settingRuleSchema>;

const manifestSchema = v.object({
  contributes: v.object({
    configuration: v.array(v.object({ properties: v.record(v.string(), settingRuleSchema) })),
  }),
});

const SECTION = 'bedrockChat.';

/** The rules of all settings by their names without the prefix. @throws ValiError where `manifest` is no package.json of ours */
export function settingRules(manifest: unknown): ReadonlyMap<string, SettingRule> {
  const { configuration } = v.parse(manifestSchema, manifest).contributes;
  return new Map(
    configuration
      .flatMap(({ properties }) => Object.entries(properties))
      .map(([name, rule]) => [name.slice(SECTION.length), rule]),
  );
}

/** Whether a setting takes the value: VS Code underlines what its declaration forbids, and hands it on all the same. */
export function fitsRule(value: unknown, rule: Omit<SettingRule, 'scope' | 'default'> & ValueRule): boolean {
  if (rule.enum !== undefined && !rule.enum.includes(value)) {
    return false;
  }
  const { items, additionalProperties } = rule;
  return [rule.type].flat().some((type) => {
    switch (type) {
      case 'null':
        return value === null;
      case 'boolean':
        return typeof value === 'boolean';
      case 'integer':
        return Number.isSafeInteger(value) && isWithin(Number(value), rule);
      case 'number':
        return Number.isFinite(value) && isWithin(Number(value), rule);
      case 'string':
        return typeof value === 'string' && isTextOf(value, rule);
      case 'array':
        return Array.isArray(value) && areAll(value, rule.maxItems, items);
      case 'object':
        return (
          isPlainObject(value) &&
          areAll(Object.values(value), rule.maxProperties, additionalProperties) &&
          areKnown(value, rule.properties)
        );
    }
  });
}

function isWithin(value: number, { minimum = -Infinity, maximum = Infinity }: ValueRule): boolean {
  return value >= minimum && value <= maximum;
}

function isTextOf(value: string, { minLength = 0, pattern }: ValueRule): boolean {
  return value.length >= minLength && (pattern === undefined || new RegExp(pattern).test(value));
}

function areAll(values: readonly unknown[], max = Infinity, rule: ValueRule | undefined): boolean {
  return values.length <= max && (rule === undefined || values.every((value) => fitsRule(value, rule)));
}

function areKnown(value: object, properties: ValueRule['properties']): boolean {
  if (properties === undefined) {
    return true;
  }
  return Object.entries(value).every(([name, entry]) => {
    const rule = entryOf(properties, name);
    return rule !== undefined && fitsRule(entry, rule);
  });
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
