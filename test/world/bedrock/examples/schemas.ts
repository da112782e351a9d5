import { models, tool, withTools, type Example, type ExampleRequest } from './request';

const object = (schema: object): ExampleRequest => withTools(tool('look', { type: 'object', ...schema }));
const property = (schema: object): ExampleRequest => object({ properties: { n: schema } });
const key = (name: string): ExampleRequest => object({ properties: { [name]: { type: 'string' } } });
const nova = (request: ExampleRequest): ExampleRequest => ({ modelId: models.novaPro, ...request });

/** Of the rules about what tools take. */
export const schemaExamples: Readonly<Record<string, Example>> = {
  objectAtRoot: {
    broken: [
      withTools(tool('look', {})),
      withTools(tool('look', { type: 'array' })),
      withTools(tool('look', { type: ['object', 'null'] })),
    ],
    taken: [object({})],
  },
  draft202012: {
    broken: [
      property({ type: 'integer', minimum: 0, exclusiveMinimum: true }),
      property({ type: 'string', required: true }),
      property({ type: 'any' }),
      property({ type: 'float' }),
      property({ type: 'array', items: [{ type: 'string' }] }),
      property({ $ref: '#/$defs/missing' }),
      property({ type: 'string', pattern: '(' }),
      property({ type: 'object', patternProperties: { '[': {} } }),
      property({ $ref: '#nowhere' }),
      property({ $ref: '#/$defs/toString' }),
      object({ properties: { n: { $id: 'https://n.example/n', $ref: '#/$defs/n' } }, $defs: { n: {} } }),
      property({ enum: 'a' }),
      object({ properties: [] }),
      object({ $schema: 'http://json-schema.org/draft-04/schema#' }),
      object({ $schema: 'http://json-schema.org/draft-07/schema#' }),
    ],
    taken: [
      property({ type: 'integer', exclusiveMinimum: 0 }),
      property({ type: 'array', prefixItems: [{ type: 'string' }] }),
      object({ $schema: 'https://json-schema.org/draft/2020-12/schema' }),
      object({
        properties: { n: { $ref: '#/$defs/n' } },
        $defs: { n: { type: 'integer', format: 'int64' } },
      }),
      object({
        properties: { n: { $ref: '#/properties/pattern' }, pattern: { type: 'string', default: '(' } },
      }),
      object({ properties: { n: { $ref: '#/$defs/n' } }, $defs: { n: { $ref: '#/$defs/n' } } }),
    ],
  },
  noRootUnions: {
    broken: [object({ oneOf: [{ required: ['a'] }] }), object({ anyOf: [{}] }), object({ allOf: [{}] })],
    taken: [
      property({ anyOf: [{ type: 'string' }, { type: 'null' }] }),
      { ...object({ oneOf: [{ required: ['a'] }] }), modelId: models.mistral },
    ],
  },
  propertyKeys: {
    broken: [
      key('$filter'),
      key('filter[name]'),
      key('größe'),
      key('a'.repeat(65)),
      key(''),
      property({ type: 'object', properties: { 'a b': {} } }),
      property({ type: 'array', items: { type: 'object', properties: { 'a/b': {} } } }),
      object({ $defs: { a: { type: 'object', properties: { '@id': {} } } } }),
    ],
    taken: [
      key('filter.name-1_a'),
      key('a'.repeat(64)),
      property({ type: 'object', default: { 'a b': 1 }, enum: [{ properties: { 'c d': 1 } }] }),
      { ...key('$filter'), modelId: models.mistral },
    ],
  },
  novaRoot: {
    broken: [
      nova(object({ additionalProperties: false })),
      nova(object({ $schema: 'https://json-schema.org/draft/2020-12/schema' })),
      nova(object({ title: 'Look' })),
      nova(object({ $defs: {} })),
    ],
    taken: [
      nova(object({ properties: { n: { type: 'object', additionalProperties: false } }, required: ['n'] })),
    ],
  },
};
