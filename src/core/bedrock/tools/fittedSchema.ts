import type { ToolLimits } from './familyLimits';
import { wellFormed } from '../wire/wellFormed';
import { RenamedInput, withWireKeys } from './renamedInput';
import { Repair } from './repair';
import { RootFold } from './rootFold';
import { isEmpty, isNever, isRecord, own, put, type Schema, type Widening } from './schema';
import { loosened } from './wider';
import { eachSchema, WireKeys } from './wireKeys';

/** Characters of a schema as it goes out; more than any model's context is worth. */
const MAX_LENGTH = 200_000;

/** What makes a root wider without a mark on any schema. */
const AT_ROOT: ReadonlySet<Widening> = new Set<Widening>(['union', 'root', 'closed']);

/** A tool's schema as a family of models takes it. */
export interface FittedSchema {
  /** Of draft 2020-12, with an object at its root and no choice there, and all texts in it well-formed. */
  readonly schema: Schema;
  /** What the root says of the tool, where it says something. */
  readonly description: string | undefined;
  /** Translates the names of properties; undefined where all go out as they are. */
  readonly renamed: RenamedInput | undefined;
  /** Why it may take more than the tool does. */
  readonly widened: ReadonlySet<Widening>;
  /** The schema as JSON. */
  readonly json: string;
}

/** Makes any JSON schema one that a family takes. @throws Error when it is none, or longer than any tool's. */
export function fitSchema(given: unknown, limits: ToolLimits): FittedSchema {
  const repair = new Repair(isRecord(given) ? given : {}, limits.references);
  const repaired = repair.root();
  const { widened, definitions } = repair;
  const fold = new RootFold(definitions, widened);
  const folded = limits.plainRoot ? fold.plain(repaired) : fold.fold(repaired);
  const whole = withDefinitions(objectRoot(folded, widened), definitions);
  const keys = repair.hasUnfitKeys ? new WireKeys(whole) : undefined;
  const renamed = keys === undefined ? whole : renamedSchema(whole, keys, widened);
  const wire = [...widened].some((why) => !AT_ROOT.has(why)) ? loosened(renamed) : renamed;
  const schema = wellFormed(wire);
  const json = JSON.stringify(schema);
  if (json.length > MAX_LENGTH) {
    throw new Error(`The schema has ${json.length} characters`);
  }
  const { description } = repaired;
  return {
    schema,
    description: typeof description === 'string' ? description : undefined,
    renamed: keys && new RenamedInput(schema, keys),
    widened,
    json,
  };
}

/** With an object's keywords first, and each property that has to be given among the properties. */
function objectRoot(folded: Schema, widened: Set<Widening>): Schema {
  if (isNever(folded)) {
    widened.add('root');
    return { type: 'object', properties: {} };
  }
  const { type, properties, required, ...rest } = folded;
  if (type !== undefined && ![type].flat().includes('object')) {
    widened.add('root');
  }
  const described = isRecord(properties) ? properties : {};
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  const others = names.filter((name) => own(described, name) === undefined);
  return {
    type: 'object',
    properties: others.length > 0 ? withProperties(described, others) : described,
    ...(names.length > 0 ? { required: names } : {}),
    ...rest,
  };
}

function withProperties(described: Schema, names: readonly string[]): Schema {
  const all = { ...described };
  names.forEach((name) => put(all, name, {}));
  return all;
}

/** With the definitions that it refers to. */
function withDefinitions(schema: Schema, definitions: Schema): Schema {
  if (isEmpty(definitions)) {
    return schema;
  }
  const used: Schema = {};
  const open = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    eachSchema(next, ({ $ref }) => {
      const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : '';
      const definition = own(definitions, name);
      if (isRecord(definition) && own(used, name) === undefined) {
        put(used, name, definition);
        open.push(definition);
      }
    });
  }
  return isEmpty(used) ? schema : { ...schema, $defs: used };
}

function renamedSchema(schema: Schema, keys: WireKeys, widened: Set<Widening>): Schema {
  const { schema: renamed, lostRules } = withWireKeys(schema, keys);
  if (lostRules) {
    widened.add('names');
  }
  return renamed;
}
