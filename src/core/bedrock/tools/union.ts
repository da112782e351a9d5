import type { DocumentType as DocumentValue } from '@smithy/types';
import { valuesOf } from './intersection';
import { isEmpty, isRecord, jsonEqual, own, put, type Schema } from './schema';

/**
 * One object that takes whatever any of these takes: the properties of all, required what all require, and closed
 * where all are.
 */
export function uniteRoots(branches: readonly Schema[]): Schema {
  const [first, ...others] = branches;
  if (first === undefined || others.length === 0) {
    return first ?? {};
  }
  const isClosed = branches.every(({ additionalProperties }) => additionalProperties === false);
  const required = namesOf(first).filter((name) => others.every((branch) => namesOf(branch).includes(name)));
  return {
    properties: uniteRecords(branches.map(({ properties }) => properties)),
    ...(required.length > 0 ? { required } : {}),
    ...(isClosed ? { additionalProperties: false } : {}),
    ...(isClosed && branches.some((branch) => 'patternProperties' in branch)
      ? { patternProperties: uniteRecords(branches.map(({ patternProperties }) => patternProperties)) }
      : {}),
  };
}

function namesOf({ required }: Schema): DocumentValue[] {
  return Array.isArray(required) ? required : [];
}

function uniteRecords(records: readonly (DocumentValue | undefined)[]): Schema {
  const united: Schema = {};
  for (const record of records) {
    for (const name of isRecord(record) ? Object.keys(record) : []) {
      if (own(united, name) === undefined) {
        const all = records.flatMap((each) => (isRecord(each) ? [own(each, name)] : [])).filter(isRecord);
        put(united, name, unite(all));
      }
    }
  }
  return united;
}

/** What any of these takes. Values that they name, such as what tells the branches of a choice apart, become one list. */
function unite(schemas: readonly Schema[]): Schema {
  const different: Schema[] = [];
  for (const schema of schemas) {
    const index = different.findIndex((each) => jsonEqual(bare(each), bare(schema)));
    const same = different[index];
    if (same === undefined) {
      different.push(schema);
    } else {
      different[index] = withDescriptions(same, schema);
    }
  }
  const [first = {}] = different;
  if (different.length < 2) {
    return first;
  }
  if (different.some((schema) => isEmpty(bare(schema)))) {
    const { description } = first;
    return description === undefined ? {} : { description };
  }
  const values = different.map(onlyValuesOf);
  return values.every((list) => list !== undefined)
    ? oneList(different, values.flat())
    : { anyOf: different };
}

function oneList(schemas: readonly Schema[], values: readonly DocumentValue[]): Schema {
  const [{ type, title } = {}] = schemas;
  const isOneType = type !== undefined && schemas.every((schema) => jsonEqual(schema['type'], type));
  const described = schemas.reduce(withDescriptions);
  const { description } = described;
  return {
    ...(isOneType ? { type } : {}),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    enum: values.filter((value, index) => !values.slice(0, index).some((each) => jsonEqual(each, value))),
  };
}

/** The values that a schema names, where it says nothing else. */
function onlyValuesOf(schema: Schema): DocumentValue[] | undefined {
  const says = Object.keys(bare(schema));
  return says.every((key) => ['type', 'const', 'enum'].includes(key)) ? valuesOf(schema) : undefined;
}

/** Without what says nothing of what is valid. */
function bare(schema: Schema): Schema {
  const {
    title: _title,
    description: _description,
    default: _default,
    examples: _examples,
    ...says
  } = schema;
  return says;
}

function withDescriptions(a: Schema, b: Schema): Schema {
  const texts = [a['description'], b['description']].filter((text) => typeof text === 'string');
  return texts.length === 0 ? a : { ...a, description: [...new Set(texts)].join('\n') };
}
