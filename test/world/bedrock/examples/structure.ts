import { models, type Example, type ExampleRequest } from './request';

const closed = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
};

function format(schema: unknown, modelId: string = models.sonnet45, name = 'person'): ExampleRequest {
  const jsonSchema = { name, schema: typeof schema === 'string' ? schema : JSON.stringify(schema) };
  return { modelId, outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
}

function property(schema: object): ExampleRequest {
  return format({ ...closed, properties: { name: schema } });
}

function many(count: number, schema: object, required: boolean): ExampleRequest {
  const names = Array.from({ length: count }, (_none, index) => `p${index}`);
  return format({
    ...closed,
    properties: Object.fromEntries(names.map((name) => [name, schema])),
    required: required ? names : [],
  });
}

/** Of the rules about answers by a schema. */
export const structureExamples: Readonly<Record<string, Example>> = {
  structureSupported: {
    broken: [models.opus48, models.haiku3, models.novaPro, models.nova2, models.llama, models.r1].map(
      (modelId) => format(closed, modelId),
    ),
    taken: [models.sonnet45, models.opus46, models.gptOss, models.mistral, models.qwen, models.kimi].map(
      (modelId) => format(closed, modelId),
    ),
  },
  structureShape: {
    broken: [
      format('no JSON'),
      format(closed, models.sonnet45, 'a name'),
      { outputConfig: { textFormat: { type: 'xml' as 'json_schema', structure: undefined } } },
    ],
    taken: [format(closed)],
  },
  structureKeywords: {
    broken: [
      format({ ...closed, additionalProperties: undefined }),
      property({ type: 'object', properties: {} }),
      property({ type: 'integer', minimum: 1, maximum: 5 }),
      property({ type: 'string', maxLength: 5 }),
      property({ type: 'array', items: { type: 'string' }, maxItems: 3 }),
      property({ type: 'array', items: { type: 'string' }, minItems: 2 }),
      property({ type: 'string', format: 'color' }),
      property({ oneOf: [{ type: 'string' }, { type: 'null' }] }),
      property({ $ref: '#' }),
    ],
    taken: [
      // What only is called so.
      format({ ...closed, properties: { name: { type: 'string' }, maximum: { type: 'string' } } }),
      property({ type: 'array', items: { type: 'string' }, minItems: 1 }),
      property({ type: 'string', format: 'date' }),
      property({ type: ['string', 'null'] }),
    ],
  },
  structureSize: {
    broken: [many(25, { type: 'string' }, false), many(17, { type: ['string', 'null'] }, true)],
    taken: [many(24, { type: 'string' }, false), many(16, { type: ['string', 'null'] }, true)],
  },
};
