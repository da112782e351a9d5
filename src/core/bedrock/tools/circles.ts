import type { DocumentType as DocumentValue } from '@smithy/types';
import { isRecord, own, type Schema } from './schema';
import { WIDER } from './wider';

/** Keywords whose schemas are about the very value that the schema with them is about. */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

/**
 * Takes out references by which a definition asks of a value whether it is valid for that same definition: nothing
 * answers that, and validators go on for ever. Changes the schemas; true when there was one.
 */
export function cutCircles(definitions: Schema): boolean {
  const done = new Set<string>();
  let found = false;
  const visit = (schema: DocumentValue | undefined, within: readonly string[]): void => {
    if (Array.isArray(schema)) {
      schema.forEach((each) => visit(each, within));
      return;
    }
    if (!isRecord(schema)) {
      return;
    }
    const { $ref, dependentSchemas } = schema;
    if (typeof $ref === 'string') {
      const name = $ref.replace('#/$defs/', '');
      if (within.includes(name)) {
        found = true;
        delete schema['$ref'];
        Object.assign(schema, WIDER);
      } else {
        follow(name, within);
      }
    }
    IN_PLACE.forEach((keyword) => visit(schema[keyword], within));
    visit(isRecord(dependentSchemas) ? Object.values(dependentSchemas) : undefined, within);
  };
  const follow = (name: string, within: readonly string[]): void => {
    if (!done.has(name)) {
      visit(own(definitions, name), [...within, name]);
      done.add(name);
    }
  };
  Object.keys(definitions).forEach((name) => follow(name, []));
  return found;
}
