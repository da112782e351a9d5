import { askedModel } from './models';
import { brokenRule, type BrokenRule } from './rules';
import { Signatures } from './signatures';
import type { ConverseBody } from './wire';

/**
 * What the server would say of a request, without a server: for tests of very many. `input` is what an SDK's command
 * takes; how much fits into the model's context is not looked at.
 */
export function judge(
  input: { readonly modelId?: string | undefined } & object,
  signatures = new Signatures(),
  operation: 'ConverseStream' | 'Converse' = 'ConverseStream',
): BrokenRule | undefined {
  const { modelId = '', ...body } = input;
  return brokenRule({
    operation,
    region: undefined,
    model: { ...askedModel(modelId), context: undefined },
    body: onTheWire(body) as ConverseBody,
    signatures,
  });
}

/** As JSON carries it: bytes are base64, and what is undefined is not there. */
function onTheWire(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map(onTheWire);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(members.map(([name, each]) => [name, onTheWire(each)]));
}
