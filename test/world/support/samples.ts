import type { Json } from './strangeSchemas';

type Schema = { readonly [key: string]: Json };

/** Deeper than any schema here that ends. */
const MAX_DEPTH = 80;
const MAX_VALUES = 300;
/** More items than a schema here wants. */
const MAX_LEAST_ITEMS = 10;

/** Makes values that are likely to be valid for a schema of draft 2020-12; a validator has to say which are. */
export class Samples {
  private state: number;
  /** Values that this one may still be made of: some schemas want more without end. */
  private left = 0;

  constructor(
    private readonly root: Json,
    seed: number,
  ) {
    this.state = seed >>> 0;
  }

  /** A value for the root. */
  next(): Json {
    this.left = MAX_VALUES;
    return this.value(this.root, 0);
  }

  private value(schema: Json, depth: number): Json {
    if (depth > MAX_DEPTH || this.left-- <= 0) {
      return null;
    }
    if (!isSchema(schema)) {
      return this.pick([null, true, 1, 'a', { filter: 1, $filter: 'x' }]);
    }
    const whole = this.whole(schema, 0);
    const { const: fixed, enum: choices, type } = whole;
    if (fixed !== undefined) {
      return fixed;
    }
    if (Array.isArray(choices) && choices.length > 0) {
      return this.pick(choices as readonly Json[]);
    }
    const kind = Array.isArray(type)
      ? this.pick(type as readonly Json[])
      : (type ?? ('properties' in whole ? 'object' : 'string'));
    switch (kind) {
      case 'object':
        return this.object(whole, depth);
      case 'array':
        return this.array(whole, depth);
      case 'integer':
      case 'number':
        return this.number(whole);
      case 'boolean':
        return this.chance();
      case 'null':
        return null;
      default:
        return this.text(whole);
    }
  }

  private number({ minimum, maximum }: Schema): Json {
    const number = this.pick([0, 1, 2, 4, -2, 3]);
    const least = typeof minimum === 'number' ? Math.max(number, minimum) : number;
    return typeof maximum === 'number' ? Math.min(least, maximum) : least;
  }

  private text({ minLength }: Schema): Json {
    const text = this.pick([
      'a',
      'abc',
      'b',
      '2026-11-28',
      '#00aa7f',
      '3f0c9a52-7c1e-4b6d-9a3f-5d2e8b7c6a10',
      '7-3f0c9a52-7c1e-4b6d-9a3f-5d2e8b7c6a10',
    ]);
    return typeof minLength === 'number' ? text.padEnd(Math.min(minLength, MAX_VALUES), 'a') : text;
  }

  /** With what it refers to, one of each choice, and all that is valid besides, laid over each other. */
  private whole(schema: Schema, depth: number): Schema {
    if (depth > 6 || this.left-- <= 0) {
      return schema;
    }
    let whole: Schema = schema;
    const parts: Json[] = [];
    const { $ref, allOf, anyOf, oneOf } = schema;
    if (typeof $ref === 'string') {
      parts.push(this.named($ref));
    }
    parts.push(...(Array.isArray(allOf) ? (allOf as readonly Json[]) : []));
    for (const choice of [anyOf, oneOf]) {
      if (Array.isArray(choice)) {
        parts.push(this.pick(choice as readonly Json[]));
      }
    }
    for (const part of parts) {
      whole = isSchema(part) ? over(whole, this.whole(part, depth + 1)) : whole;
    }
    return whole;
  }

  private named(reference: string): Json {
    let value: Json = this.root;
    for (const key of reference.split('/').slice(1)) {
      value = isSchema(value) ? (value[key] ?? true) : true;
    }
    return value;
  }

  private object(
    { properties, required, patternProperties, additionalProperties }: Schema,
    depth: number,
  ): Json {
    const object: Record<string, Json> = {};
    const named = isSchema(properties) ? properties : {};
    const needed = Array.isArray(required)
      ? (required as readonly Json[]).filter((key) => typeof key === 'string')
      : [];
    for (const key of new Set([...needed, ...Object.keys(named)])) {
      if (needed.includes(key) || (depth < 4 && this.chance())) {
        object[key] = this.value(named[key] ?? true, depth + 1);
      }
    }
    if (isSchema(patternProperties) && this.chance()) {
      object['x-more'] = 'a';
    }
    if (additionalProperties !== false && this.state % 4 === 0) {
      object['further'] = this.value(additionalProperties ?? true, depth + 1);
    }
    return object;
  }

  private array({ prefixItems, items, minItems }: Schema, depth: number): Json {
    const least = typeof minItems === 'number' ? Math.min(minItems, MAX_LEAST_ITEMS) : 0;
    const first = Array.isArray(prefixItems)
      ? (prefixItems as readonly Json[]).map((each) => this.value(each, depth + 1))
      : [];
    if (items === false || (first.length >= least && (depth > 4 || this.chance()))) {
      return first;
    }
    const count = Math.max(1, least - first.length);
    return [...first, ...Array.from({ length: count }, () => this.value(items ?? true, depth + 1))];
  }

  private chance(): boolean {
    return this.random() < 0.5;
  }

  private pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)] as T;
  }

  /** Mulberry32: small, and good enough to choose. */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function over(a: Schema, b: Schema): Schema {
  const { properties, required } = a;
  return {
    ...b,
    ...a,
    ...(isSchema(b['properties']) || isSchema(properties)
      ? { properties: { ...(b['properties'] as object), ...(properties as object) } }
      : {}),
    ...(Array.isArray(required) && Array.isArray(b['required'])
      ? { required: [...(required as Json[]), ...(b['required'] as Json[])] }
      : {}),
  };
}

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
