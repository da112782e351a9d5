import { LRUCache } from 'lru-cache';
import type { ToolLimits } from './familyLimits';
import { fitSchema, type FittedSchema } from './fittedSchema';
import { jsonEqual } from './schema';
import type { ToolSpec } from './toolSpec';

/** A tool with its schema as a family takes it. */
export type FittedTool = ToolSpec & Required<Pick<ToolSpec, 'fitted'>>;

/** Tools that can be declared, and the names of those that cannot. */
export interface FittedTools {
  readonly tools: readonly FittedTool[];
  readonly leftOut: readonly string[];
}

type Fit = (tool: ToolSpec, limits: ToolLimits) => FittedSchema;

/** Fits each tool; of two of one name, which could not be told apart, the first one stays. */
export function fitTools(
  tools: readonly ToolSpec[],
  limits: ToolLimits,
  fit: Fit = ({ inputSchema }) => fitSchema(inputSchema, limits),
): FittedTools {
  const fitting = new Map<string, FittedTool>();
  const leftOut: string[] = [];
  for (const tool of tools) {
    if (fitting.has(tool.name)) {
      continue;
    }
    try {
      fitting.set(tool.name, { ...tool, fitted: tool.fitted ?? fit(tool, limits) });
    } catch {
      leftOut.push(tool.name);
    }
  }
  return { tools: [...fitting.values()], leftOut };
}

/** Schemas that are kept: those of a few hundred tools, for a few families. */
const MAX_KEPT = 4_000;

/** Fits tools, and remembers: the same schema is fitted once, also where each question brings a copy of it. */
export class ToolFitter {
  private readonly kept = new LRUCache<string, { readonly given: unknown; readonly fitted: FittedSchema }>({
    max: MAX_KEPT,
  });

  /** Tools as a family takes them. */
  fit(tools: readonly ToolSpec[], limits: ToolLimits): FittedTools {
    return fitTools(tools, limits, (tool) => this.schemaOf(tool, limits));
  }

  private schemaOf({ name, inputSchema: given }: ToolSpec, limits: ToolLimits): FittedSchema {
    const key = `${limits.references} ${limits.plainRoot} ${name}`;
    const known = this.kept.get(key);
    if (known !== undefined && jsonEqual(known.given, given)) {
      return known.fitted;
    }
    const fitted = fitSchema(given, limits);
    this.kept.set(key, { given, fitted });
    return fitted;
  }
}
