import { cutCircles } from './circles';
import { intersect } from './intersection';
import { isOfTypes, namesOf, withNull } from './keywords';
import { MAX_DEPTH, PlainSchemas } from './plainSchemas';
import { readers, type Node, type Scope } from './readers';
import { idOf, References, type Located } from './references';
import { isRecord, jsonEqual, never, put, type Schema, type Widening } from './schema';
import { typesOf, typeValue } from './typeNames';
import { WIDER } from './wider';
import { WIRE_KEY } from './wireKeys';

/** Schemas of one tool, where references stay and where each is written out. */
const MAX_SCHEMAS = { kept: 20_000, inlined: 4_000 };

/**
 * Writes a schema of any draft, or of none, anew as one of draft 2020-12 of the same meaning, as far as it has one.
 * Only keywords of that draft are left, each with a value that it may have; ids, anchors and comments go.
 */
export class Repair implements Scope {
  readonly widened = new Set<Widening>();
  /** Schemas that references name, where references stay. */
  readonly definitions: Schema = {};
  /** Whether a property is called as no property may be. */
  hasUnfitKeys = false;
  private readonly references: References;
  /** Up to draft 7 nothing counts beside a reference. */
  private readonly referencesStandAlone: boolean;
  private readonly names = new Map<unknown, string>();
  private readonly pending: { readonly name: string; readonly located: Located }[] = [];
  private readonly open = new Set<unknown>();
  private readonly plain = new PlainSchemas();
  private schemas = 0;

  constructor(
    root: Record<string, unknown>,
    private readonly mode: keyof typeof MAX_SCHEMAS,
  ) {
    this.references = new References(root);
    this.referencesStandAlone = /draft-0[3-7]/.test(String(root['$schema']));
  }

  /** The whole schema; what it refers to is in `definitions` after it. */
  root(): Schema {
    const { root } = this.references;
    const schema = this.schema(root, root, 0);
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      put(this.definitions, next.name, this.schema(next.located.schema, next.located.base, 1));
    }
    if (cutCircles(this.definitions)) {
      this.widened.add('recursion');
    }
    return schema;
  }

  schema(raw: unknown, base: Record<string, unknown>, depth: number): Schema {
    if (typeof raw === 'boolean') {
      return raw ? {} : never();
    }
    if (!isRecord(raw)) {
      const types = typeof raw === 'string' ? typesOf(raw) : undefined;
      return types === undefined ? {} : { type: typeValue(types) };
    }
    if (this.takesAsItIs(raw, depth)) {
      return depth > 0 || raw['$schema'] === undefined ? raw : withoutDraft(raw);
    }
    this.schemas++;
    if (depth > MAX_DEPTH || this.schemas > MAX_SCHEMAS[this.mode]) {
      this.widened.add('size');
      return WIDER;
    }
    const out: Schema = {};
    const inner = depth > 0 && idOf(raw) !== undefined ? raw : base;
    const node: Node = { out, raw, base: inner, depth, required: [], besides: [] };
    for (const key of Object.keys(raw)) {
      const value = raw[key];
      // A keyword that is null was never set.
      if ((value !== null && value !== undefined) || key === 'const') {
        readers.get(key)?.(this, node, value);
      }
    }
    return this.finished(node);
  }

  /** Whether it is repaired already, and within the limits with all that is in it. */
  private takesAsItIs(raw: Schema, depth: number): boolean {
    const before = this.plain.count;
    const isPlain = this.plain.isPlain(raw, depth);
    const schemas = this.schemas + this.plain.count - before;
    if (!isPlain || schemas > MAX_SCHEMAS[this.mode]) {
      return false;
    }
    this.schemas = schemas;
    return true;
  }

  /** One below, from the same document. */
  below(node: Node, raw: unknown): Schema {
    return this.schema(raw, node.base, node.depth + 1);
  }

  list(node: Node, value: unknown): Schema[] {
    return Array.isArray(value) ? value.map((raw) => this.below(node, raw)) : [];
  }

  /** Schemas by name. */
  record(
    node: Node,
    value: unknown,
    nameOf: (name: string) => string | undefined = (name) => name,
  ): Schema | undefined {
    if (!isRecord(value)) {
      return undefined;
    }
    const record: Schema = {};
    for (const name of Object.keys(value)) {
      const fit = nameOf(name);
      if (fit === undefined) {
        this.widened.add('pattern');
      } else {
        put(record, fit, this.below(node, value[name]));
      }
    }
    return record;
  }

  /** Notes names of properties. */
  sees(names: readonly string[]): void {
    this.hasUnfitKeys ||= names.some((name) => !WIRE_KEY.test(name));
  }

  /** The schema that is named, or its name. */
  refer(node: Node, reference: string): Schema {
    const found = this.references.find(reference, node.base);
    if (found === undefined) {
      this.widened.add('reference');
      return WIDER;
    }
    if (!isRecord(found.schema)) {
      return this.schema(found.schema, found.base, node.depth + 1);
    }
    return this.mode === 'kept' ? this.named(found, reference) : this.inlined(found, node);
  }

  private named(found: Located, reference: string): Schema {
    let name = this.names.get(found.schema);
    if (name === undefined) {
      name = freeName(reference, new Set(this.names.values()));
      this.names.set(found.schema, name);
      this.pending.push({ name, located: found });
    }
    return { $ref: `#/$defs/${name}` };
  }

  private inlined({ schema, base }: Located, { depth }: Node): Schema {
    if (this.open.has(schema)) {
      this.widened.add('recursion');
      return this.outline(schema);
    }
    this.open.add(schema);
    const written = this.schema(schema, base, depth + 1);
    this.open.delete(schema);
    return written;
  }

  /** Of a schema that is not written out again: what it is at all. */
  private outline(schema: unknown): Schema {
    const { type, description } = isRecord(schema) ? schema : {};
    const types = typeof type === 'string' ? typesOf(type) : undefined;
    return {
      ...WIDER,
      ...(types === undefined ? {} : { type: typeValue(types) }),
      ...(typeof description === 'string' ? { description } : {}),
    };
  }

  private finished({ out, raw, required, besides }: Node): Schema {
    if (required.length > 0) {
      out['required'] = [...new Set([...required, ...namesOf(out['required'])])];
    }
    if ('default' in out && !isOfTypes(out['default'], out['type'])) {
      delete out['default'];
    }
    const whole = besides.length > 0 ? allOf(out, besides) : out;
    return raw['nullable'] === true ? withNull(whole) : whole;
  }

  /** Whether what stands beside a reference counts. */
  countsBesideReference(node: Node): boolean {
    return !this.referencesStandAlone || typeof node.raw['$ref'] !== 'string';
  }
}

function withoutDraft({ $schema: _draft, ...schema }: Schema): Schema {
  return schema;
}

/** Everything at once: in one schema where that says the same, else as `allOf`. */
function allOf(first: Schema, others: readonly Schema[]): Schema {
  let merged = first;
  const left: Schema[] = [];
  for (const other of others) {
    const both = intersect(merged, other);
    if (both !== undefined) {
      merged = both;
    } else if (!left.some((each) => jsonEqual(each, other))) {
      left.push(other);
    }
  }
  const { allOf: parts } = merged;
  return left.length === 0 ? merged : { ...merged, allOf: [...(Array.isArray(parts) ? parts : []), ...left] };
}

function freeName(reference: string, taken: ReadonlySet<string>): string {
  const wanted =
    reference
      .replace(/^.*[/#]/, '')
      .replace(/[^a-zA-Z0-9_.-]/g, '_')
      .slice(0, 56) || 'root';
  let free = wanted === '__proto__' ? 'proto' : wanted;
  for (let number = 2; taken.has(free); number++) {
    free = `${wanted}_${number}`;
  }
  return free;
}
