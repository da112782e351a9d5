import type * as v from 'valibot';

type Test = (value: unknown) => boolean;

/** The schemas that are known here, as valibot describes them. */
type Schema = { readonly pipe?: readonly unknown[] } & (
  | { readonly type: 'string' | 'number' }
  | { readonly type: 'literal'; readonly literal: unknown }
  | { readonly type: 'picklist'; readonly options: readonly unknown[] }
  | { readonly type: 'nullable'; readonly wrapped: Schema; readonly default: unknown }
  | { readonly type: 'object'; readonly entries: Readonly<Record<string, Schema>> }
  | { readonly type: 'variant'; readonly options: readonly Schema[] }
);

/** The steps of a pipe that are known here. */
type Step =
  | { readonly type: 'integer'; readonly requirement: (value: unknown) => boolean }
  | { readonly type: 'min_value'; readonly requirement: number }
  | { readonly type: 'ulid' | 'iso_timestamp'; readonly requirement: RegExp };

/**
 * Makes a fast test from a schema: where it says yes, the schema would give out an equal value, with nothing changed
 * or dropped. A no says nothing, and the schema has to be asked. For JSON that is read by the million lines.
 * @throws TypeError for a schema of a kind that it does not know.
 */
export function exactMatch(schema: v.GenericSchema): Test {
  return testOf(schema as unknown as Schema);
}

function testOf(schema: Schema): Test {
  const base = baseTest(schema);
  const steps = (schema.pipe ?? []).slice(1).map((step) => stepTest(step as Step));
  const [first, second] = steps;
  if (first === undefined) {
    return base;
  }
  if (second === undefined) {
    return (value) => base(value) && first(value);
  }
  return (value) => base(value) && steps.every((step) => step(value));
}

function baseTest(schema: Schema): Test {
  switch (schema.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value);
    case 'literal':
      return (value) => value === schema.literal;
    case 'picklist':
      return (value) => schema.options.includes(value);
    case 'nullable': {
      if (schema.default !== undefined) {
        throw new TypeError('A default is something that the schema adds.');
      }
      const wrapped = testOf(schema.wrapped);
      return (value) => value === null || wrapped(value);
    }
    case 'object':
      return objectTest(Object.entries(schema.entries).map(([key, entry]) => [key, testOf(entry)]));
    case 'variant': {
      const options = schema.options.map((option) => testOf(option));
      return (value) => options.some((option) => option(value));
    }
    default:
      throw new TypeError(`Not a schema that can be tested so: ${JSON.stringify(schema)}`);
  }
}

/** An object with these keys and no others: the schema drops what it does not know. */
function objectTest(entries: readonly (readonly [string, Test])[]): Test {
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== entries.length) {
      return false;
    }
    const object = value as Readonly<Record<string, unknown>>;
    for (const [key, test] of entries) {
      if (!test(object[key])) {
        return false;
      }
    }
    return true;
  };
}

function stepTest(step: Step): Test {
  switch (step.type) {
    case 'integer':
      return step.requirement;
    case 'min_value':
      return (value) => (value as number) >= step.requirement;
    case 'ulid':
    case 'iso_timestamp':
      return (value) => step.requirement.test(value as string);
    default:
      throw new TypeError(`Not a step that can be tested so: ${JSON.stringify(step)}`);
  }
}
