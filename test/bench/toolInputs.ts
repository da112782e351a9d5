import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { fitSchema } from '../../src/core/bedrock/tools/fittedSchema';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { propertyKeysOf } from '../world/bedrock/rules/schemas';
import { Samples } from '../world/support/samples';

type Input = Readonly<Record<string, unknown>>;

/** Inputs that are made for one schema until one is found that is valid. */
const ATTEMPTS = 400;
/** Keys of what the samples put where anything may be. */
const FREE_KEYS = ['further', 'x-more', 'filter', '$filter'];
const options = {
  strict: false,
  validateFormats: false,
  validateSchema: false,
  logger: false,
  code: { optimize: false },
} as const;

/**
 * An input for the schema that went out, which another's validator says is valid for it; undefined where none is found.
 * Where the schema became wider on its way, such as a choice at its root, not every input is the tool's, and one is
 * looked for that is; elsewhere the first one has to be.
 */
export function madeInput(wire: unknown, tool: ToolSpec, model: string): Input | undefined {
  const isWire = validatorOf(wire);
  const isTools = validatorOf(tool.inputSchema);
  const { widened, renamed } = fitSchema(tool.inputSchema, toolLimits(model));
  let found: Input | undefined;
  for (let seed = 1; seed <= ATTEMPTS; seed++) {
    const input = new Samples(wire as never, seed).next() as Input;
    if (isWire(input)) {
      found ??= input;
      if (widened.size === 0 || isTools(renamed?.toTool(input) ?? input)) {
        return input;
      }
    }
  }
  return found;
}

/** What is wrong with a call as it came back; undefined where it is the tool's own. */
export function cameBack(
  tool: ToolSpec,
  made: Input,
  came: { readonly name: string; readonly input: Input } | undefined,
): string | undefined {
  if (came?.name !== tool.name) {
    return `came as ${came?.name ?? 'nothing'}`;
  }
  const own = new Set([...propertyKeysOf(tool.inputSchema), ...FREE_KEYS]);
  const strange = keysOf(came.input).filter((key) => !own.has(key));
  if (strange.length > 0) {
    return `has ${strange.join(', ')}`;
  }
  if (keysOf(came.input).length !== keysOf(made).length) {
    return 'lost something';
  }
  return validatorOf(tool.inputSchema)(came.input) ? undefined : `${JSON.stringify(came.input)} is not valid`;
}

/** By the draft that a schema names. */
function validatorOf(schema: unknown): (value: unknown) => boolean {
  const { $schema } = (schema ?? {}) as { readonly $schema?: unknown };
  const isOld = /draft-0[67]/.test(String($schema));
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  return ajv.compile(schema ?? {});
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const within = Object.values(value).flatMap(keysOf);
  return Array.isArray(value) ? within : [...Object.keys(value), ...within];
}
