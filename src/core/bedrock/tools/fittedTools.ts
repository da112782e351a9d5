import { LRUCache } from 'lru-cache';
import type { ToolLimits } from './familyLimits';
import { fitSchema } from './fittedSchema';
import { jsonEqual } from './schema';
import type { ToolSpec } from './toolSpec';

/** A tool with its schema as a family takes it. */
export type FittedTool = ToolSpec & Required<Pick<ToolSpec, 'fitted' | 'figures'>>;

/** Tools that can be declared, and the names of those that cannot. */
export interface FittedTools {
  readonly tools: readonly FittedTool[];
  readonly leftOut: readonly string[];
}

type Fit = (tool: ToolSpec, limits: ToolLimits) => FittedTool;

/** Fits each tool; of two of one name, which could not be told apart, the first one stays. */
export function fitTools(tools: readonly ToolSpec[], limits: ToolLimits, fit: Fit = fitTool): FittedTools {
  const fitting = new Map<string, FittedTool>();
  const leftOut: string[] = [];
  for (const tool of tools) {
    if (fitting.has(tool.name)) {
      continue;
    }
    try {
      fitting.set(tool.name, isFitted(tool) ? tool : fit(tool, limits));
    } catch {
      leftOut.push(tool.name);
    }
  }
  return { tools: [...fitting.values()], leftOut };
}

function fitTool(tool: ToolSpec, limits: ToolLimits): FittedTool {
  return { ...tool, fitted: fitSchema(tool.inputSchema, limits), figures: new Map() };
}

function isFitted(tool: ToolSpec): tool is FittedTool {
  return tool.fitted !== undefined && tool.figures !== undefined;
}

/** Tools that are kept for one family. */
const MAX_KEPT = 2_000;

/** Fits tools, and remembers: the same one is fitted once, also where each question brings a copy of it. */
export class ToolFitter {
  private readonly families = new Map<ToolLimits, LRUCache<string, FittedTool>>();

  /** Tools as a family takes them. */
  fit(tools: readonly ToolSpec[], limits: ToolLimits): FittedTools {
    const kept = this.keptFor(limits);
    return fitTools(tools, limits, (tool) => fitOnce(kept, tool, limits));
  }

  private keptFor(limits: ToolLimits): LRUCache<string, FittedTool> {
    const known = this.families.get(limits);
    if (known !== undefined) {
      return known;
    }
    const kept = new LRUCache<string, FittedTool>({ max: MAX_KEPT });
    this.families.set(limits, kept);
    return kept;
  }
}

function fitOnce(kept: LRUCache<string, FittedTool>, tool: ToolSpec, limits: ToolLimits): FittedTool {
  const known = kept.get(tool.name);
  const isSame = known !== undefined && jsonEqual(known.inputSchema, tool.inputSchema);
  if (isSame && known.description === tool.description) {
    return known;
  }
  const fitted = isSame ? { ...tool, fitted: known.fitted, figures: new Map() } : fitTool(tool, limits);
  kept.set(tool.name, fitted);
  return fitted;
}
