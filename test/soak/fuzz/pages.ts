import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import * as v from 'valibot';
import { fromPanelSchema } from '../../../src/protocol/chatPanel';
import { fromDashboardSchema } from '../../../src/protocol/dashboard';
import { fromDoctorSchema } from '../../../src/protocol/doctor';
import { fromFinopsSchema } from '../../../src/protocol/finopsView';
import { engineReplySchema, engineRequestSchema } from '../../../src/protocol/finopsEngine';
import { metricsReplySchema, metricsRequestSchema } from '../../../src/protocol/metricsWorker';
import { runEventSchema } from '../../../src/protocol/run';
import { expect, target, values, type Target } from './target';

const schemas = {
  'messages of the chat': fromPanelSchema,
  'messages of the dashboard': fromDashboardSchema,
  'messages of the doctor': fromDoctorSchema,
  'messages of the cost view': fromFinopsSchema,
  'requests to the metrics worker': metricsRequestSchema,
  'replies of the metrics worker': metricsReplySchema,
  'requests to the cost engine': engineRequestSchema,
  'replies of the cost engine': engineReplySchema,
  'events of a run': runEventSchema,
} satisfies Record<string, v.GenericSchema>;

/** Messages that a page, a worker or a process may send once somebody else speaks through it. */
export const pageTargets: readonly Target[] = Object.entries(schemas).map(([name, schema]) =>
  target(name, messagesLike(schema), (message) => {
    const parsed = v.safeParse(schema, message);
    if (parsed.success) {
      const again = v.safeParse(schema, parsed.output);
      expect(
        again.success && isDeepStrictEqual(again.output, parsed.output),
        'what was accepted is not accepted again',
      );
    }
  }),
);

/** Values of any kind where the schema has fields, so that some of them get past the first look. */
function messagesLike(schema: v.GenericSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 1, arbitrary: values }, { weight: 8, arbitrary: like(schema, 5) });
}

function like(schema: v.GenericSchema, depth: number): fc.Arbitrary<unknown> {
  const { options, entries, item, wrapped, literal, type } = schema as Partial<{
    options: unknown[];
    entries: Record<string, v.GenericSchema>;
    item: v.GenericSchema;
    wrapped: v.GenericSchema;
    literal: unknown;
    type: string;
  }>;
  const odd = { weight: 1, arbitrary: values };
  const fitting = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(odd, { weight: 12, arbitrary });
  if (depth === 0) {
    return values;
  }
  if (literal !== undefined) {
    return fitting(fc.constant(literal));
  }
  if (entries !== undefined) {
    const fields = Object.entries(entries).map(([key, field]) => [key, like(field, depth - 1)] as const);
    return fitting(fc.record(Object.fromEntries(fields)));
  }
  if (options !== undefined && options.length > 0) {
    const isSchema = (option: unknown): option is v.GenericSchema =>
      typeof option === 'object' && option !== null && 'kind' in option;
    return fitting(
      fc.oneof(...options.map((option) => (isSchema(option) ? like(option, depth) : fc.constant(option)))),
    );
  }
  if (item !== undefined) {
    return fitting(fc.array(like(item, depth - 1), { maxLength: 3 }));
  }
  if (wrapped !== undefined) {
    return fc.oneof(fc.constantFrom(null, undefined), like(wrapped, depth));
  }
  switch (type) {
    case 'string':
      return fitting(fc.oneof(fc.string(), fc.ulid(), fc.constant('2026-11-20T14:03:22.123Z')));
    case 'number':
      return fitting(fc.oneof(fc.nat(), fc.double()));
    case 'boolean':
      return fitting(fc.boolean());
    default:
      return values;
  }
}
