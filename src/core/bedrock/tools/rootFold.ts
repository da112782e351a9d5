import type { DocumentType as DocumentValue } from '@smithy/types';
import { intersectRoots } from './intersection';
import { isNever, isRecord, jsonEqual, own, put, type Schema, type Widening } from './schema';
import { uniteRoots } from './union';

/** Makes one object of a root that is a reference, an `allOf` or a choice, since models are given no such root. */
export class RootFold {
  constructor(
    private readonly definitions: Schema,
    private readonly widened: Set<Widening>,
  ) {}

  /** The schema without `$ref`, `allOf`, `anyOf` and `oneOf` at its root. */
  fold(schema: Schema, within: readonly string[] = []): Schema {
    const { $ref, allOf, anyOf, oneOf, ...rest } = schema;
    if ($ref === undefined && allOf === undefined && anyOf === undefined && oneOf === undefined) {
      return schema;
    }
    const parts = listOf(allOf).map((part) => this.fold(part, within));
    if (typeof $ref === 'string') {
      parts.unshift(this.named($ref, within));
    }
    for (const choice of [anyOf, oneOf]) {
      if (choice !== undefined) {
        parts.push(this.choice(listOf(choice), within));
      }
    }
    return parts.reduce((all, part) => intersectRoots(all, part, this.widened), rest);
  }

  /**
   * The same with `type`, `properties` and `required` alone. Properties that only a condition names are there as
   * well, none of them required.
   */
  plain(schema: Schema): Schema {
    const {
      type,
      properties,
      required,
      then,
      else: otherwise,
      dependentSchemas,
      ...rest
    } = this.fold(schema);
    const conditional = [
      then,
      otherwise,
      ...(isRecord(dependentSchemas) ? Object.values(dependentSchemas) : []),
    ];
    const all: Schema = {};
    for (const part of [properties, ...conditional.map((each) => propertiesOf(this, each))]) {
      for (const [name, value] of Object.entries(isRecord(part) ? part : {})) {
        if (own(all, name) === undefined) {
          put(all, name, value);
        }
      }
    }
    const isLess =
      conditional.some((each) => each !== undefined) || Object.keys(rest).some((key) => !SILENT.has(key));
    if (isLess) {
      this.widened.add('root');
    }
    return {
      ...(type === undefined ? {} : { type }),
      properties: all,
      ...(required === undefined ? {} : { required }),
    };
  }

  private named(reference: string, within: readonly string[]): Schema {
    const name = reference.replace('#/$defs/', '');
    const definition = own(this.definitions, name);
    // One that is nothing but itself says nothing.
    return isRecord(definition) && !within.includes(name) ? this.fold(definition, [...within, name]) : {};
  }

  private choice(branches: readonly Schema[], within: readonly string[]): Schema {
    const objects = branches.map((branch) => this.fold(branch, within)).filter(mayBeObject);
    if (objects.length === 0) {
      // No object is valid for it at all.
      this.widened.add('root');
    }
    if (objects.length > 1) {
      this.widened.add('union');
    }
    const different = objects.filter(
      (branch, index) => !objects.slice(0, index).some((each) => jsonEqual(each, branch)),
    );
    return uniteRoots(different);
  }
}

/** Keywords at the root that leave nothing out. */
const SILENT = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
  '$defs',
]);

function propertiesOf(fold: RootFold, schema: DocumentValue | undefined): DocumentValue | undefined {
  return isRecord(schema) ? fold.fold(schema)['properties'] : undefined;
}

function mayBeObject(schema: Schema): boolean {
  const { type } = schema;
  return !isNever(schema) && (type === undefined || [type].flat().includes('object'));
}

function listOf(value: DocumentValue | undefined): Schema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
