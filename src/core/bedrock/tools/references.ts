import { isRecord, own } from './schema';

/** A schema, and the schema that pointers within it begin at. */
export interface Located {
  readonly schema: unknown;
  readonly base: Record<string, unknown>;
}

/** Schemas that are looked at for ids and anchors; more has nobody. */
const MAX_INDEXED = 50_000;

/**
 * Finds what references of one schema name: pointers, anchors and ids of any draft, within that schema alone.
 * Nothing is ever fetched or read from elsewhere.
 */
export class References {
  private byId: Map<string, Located> | undefined;

  constructor(readonly root: Record<string, unknown>) {}

  /** What is named from within `base`; undefined when it is not there. */
  find(reference: string, base: Record<string, unknown>): Located | undefined {
    const at = reference.indexOf('#');
    const document = at < 0 ? reference : reference.slice(0, at);
    const fragment = at < 0 ? '' : reference.slice(at + 1);
    const start = document === '' ? { schema: base, base } : this.named(document, base);
    if (start === undefined || fragment === '') {
      return start;
    }
    if (!fragment.startsWith('/')) {
      return this.index().get(`#${decoded(fragment)}`);
    }
    const found = isRecord(start.schema) ? pointed(start.schema, fragment) : undefined;
    // Authors write pointers from the root also where an id begins a document.
    return found ?? (document === '' ? pointed(this.root, fragment) : undefined);
  }

  private named(document: string, base: Record<string, unknown>): Located | undefined {
    const index = this.index();
    const absolute = absoluteId(document, idOf(base) ?? idOf(this.root));
    return index.get(withoutHash(document)) ?? (absolute === undefined ? undefined : index.get(absolute));
  }

  /** By id as it is written, by id as it is meant, and by anchor with a `#`. */
  private index(): Map<string, Located> {
    if (this.byId !== undefined) {
      return this.byId;
    }
    const byId = new Map<string, Located>();
    const add = (name: string, found: Located): void => {
      if (!byId.has(name)) {
        byId.set(name, found);
      }
    };
    const seen = new Set<object>();
    const open: { value: unknown; base: Record<string, unknown> }[] = [{ value: this.root, base: this.root }];
    for (let next = open.pop(); next !== undefined && seen.size < MAX_INDEXED; next = open.pop()) {
      const { value } = next;
      if (typeof value !== 'object' || value === null || seen.has(value)) {
        continue;
      }
      seen.add(value);
      let { base } = next;
      if (isRecord(value)) {
        const id = idOf(value);
        if (id !== undefined) {
          const absolute = absoluteId(id, idOf(base));
          base = value;
          add(withoutHash(id), { schema: value, base });
          add(absolute ?? '', { schema: value, base });
        }
        for (const name of anchorsOf(value)) {
          add(`#${name}`, { schema: value, base });
        }
      }
      for (const each of Object.values(value)) {
        open.push({ value: each, base });
      }
    }
    this.byId = byId;
    return byId;
  }
}

/** The id by which a schema begins a document of its own; `#name` is an anchor, as drafts 4 to 7 write it. */
export function idOf(schema: Readonly<Record<string, unknown>>): string | undefined {
  const id = own(schema, '$id') ?? own(schema, 'id');
  return typeof id === 'string' && id !== '' && !id.startsWith('#') ? id : undefined;
}

function anchorsOf(schema: Readonly<Record<string, unknown>>): string[] {
  return [
    ...['$anchor', '$dynamicAnchor'].map((keyword) => own(schema, keyword)),
    ...['$id', 'id'].map((keyword) => {
      const id = own(schema, keyword);
      return typeof id === 'string' && id.startsWith('#') ? id.slice(1) : undefined;
    }),
  ].filter((name) => typeof name === 'string');
}

function pointed(start: Record<string, unknown>, pointer: string): Located | undefined {
  let value: unknown = start;
  let base = start;
  for (const token of pointer.slice(1).split('/')) {
    const key = decoded(token).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      value = /^\d+$/.test(key) ? (value as unknown[])[Number(key)] : undefined;
    } else {
      value = isRecord(value) ? own(value, key) : undefined;
    }
    if (isRecord(value) && idOf(value) !== undefined) {
      base = value;
    }
  }
  return value === undefined || value === null ? undefined : { schema: value, base };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutHash(id: string): string {
  return id.endsWith('#') ? id.slice(0, -1) : id;
}

function absoluteId(id: string, base: string | undefined): string | undefined {
  return URL.canParse(id, base) ? withoutHash(new URL(id, base).href) : undefined;
}
