import { isNever, isRecord, type Schema } from './schema';
import { changeSchemas, eachSchema } from './wireKeys';

/**
 * What marks a schema that takes more than it did while it is being fitted. No comment of the author's is left beside
 * it, and it does not go out itself.
 */
export const WIDER: Schema = { $comment: 'wider' };

/** Keywords whose schemas are asked which properties or items they look at. */
const LOOKED_AT = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas', '$comment'];

/**
 * The same without marks. What says "not this", "one of these alone" or "if this" takes less where its part takes more,
 * and would then refuse what the tool takes: such a keyword is weakened or goes.
 */
export function loosened(schema: Schema): Schema {
  const definitions = widerDefinitions(schema);
  const isWider = (part: Schema): boolean => {
    let found = false;
    eachSchema(part, ({ $comment, $ref }) => {
      found ||= $comment !== undefined || (typeof $ref === 'string' && definitions.has($ref));
    });
    return found;
  };
  const loose = changeSchemas(schema, (each) => loosen(each, isWider));
  return changeSchemas(loose, ({ $comment: _mark, ...each }) => each);
}

function loosen(schema: Schema, isWider: (part: Schema) => boolean): Schema {
  const has = (...keys: readonly string[]) =>
    keys.some((key) => key in schema) &&
    isWider(Object.fromEntries(Object.entries(schema).filter(([key]) => keys.includes(key))));
  let loose = schema;
  const without = (...keys: readonly string[]): void => {
    const left = Object.entries(loose).filter(([key]) => !keys.includes(key));
    loose = { ...Object.fromEntries(left), ...WIDER };
  };
  if (!isNever(schema) && has('not')) {
    without('not');
  }
  if (has('if')) {
    without('if', 'then', 'else');
  }
  if ('maxContains' in schema && has('contains')) {
    without('maxContains');
  }
  if (('unevaluatedProperties' in schema || 'unevaluatedItems' in schema) && has(...LOOKED_AT)) {
    without('unevaluatedProperties', 'unevaluatedItems');
  }
  const { oneOf, anyOf, allOf } = schema;
  if (oneOf !== undefined && has('oneOf')) {
    without('oneOf');
    loose =
      anyOf === undefined
        ? { ...loose, anyOf: oneOf }
        : { ...loose, allOf: [...(Array.isArray(allOf) ? allOf : []), { anyOf: oneOf }] };
  }
  return loose;
}

/** References to definitions that take more, or refer to one that does. */
function widerDefinitions({ $defs }: Schema): ReadonlySet<string> {
  const wider = new Set<string>();
  const all = Object.entries(isRecord($defs) ? $defs : {});
  for (let known = -1; known < wider.size;) {
    known = wider.size;
    for (const [name, definition] of all) {
      eachSchema(isRecord(definition) ? definition : {}, ({ $comment, $ref }) => {
        if ($comment !== undefined || (typeof $ref === 'string' && wider.has($ref))) {
          wider.add(`#/$defs/${name}`);
        }
      });
    }
  }
  return wider;
}
