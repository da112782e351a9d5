import type { Tool, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import { toolLimits, type ToolLimits } from '../tools/familyLimits';
import { fitTools, type FittedTool } from '../tools/fittedTools';
import { estimateTokens } from '../tokenEstimate';
import { toolFigure, type ToolSpec } from '../tools/toolSpec';
import { wireNames } from '../tools/wireNames';
import { wellFormed } from './wellFormed';

type Input = Readonly<Record<string, unknown>>;

/** The tools of one request, as its model is told of them and calls them. A tool that cannot be declared is not there. */
export class WireTools {
  private readonly tools: readonly FittedTool[];
  private readonly byName = new Map<string, { readonly wireName: string; readonly tool: FittedTool }>();
  private readonly byWireName = new Map<string, FittedTool>();

  constructor(tools: readonly ToolSpec[], limits: ToolLimits) {
    this.tools = fitTools(tools, limits).tools;
    const names = wireNames(this.tools, limits);
    this.tools.forEach((tool, index) => {
      const wireName = names[index] ?? tool.name;
      this.byName.set(tool.name, { wireName, tool });
      this.byWireName.set(wireName, tool);
    });
  }

  /** The tools that a model is asked with, by its id. */
  static of(tools: readonly ToolSpec[] | undefined, modelId: string): WireTools {
    return new WireTools(tools ?? [], toolLimits(modelId));
  }

  /** Declares them as Converse takes them; undefined when there is none, since an empty list is refused. */
  config(required: boolean): ToolConfiguration | undefined {
    if (this.tools.length === 0) {
      return undefined;
    }
    return {
      tools: [...this.byWireName].map(([name, tool]) => declared(name, tool)),
      ...(required ? { toolChoice: { any: {} } } : {}),
    };
  }

  /** About how many tokens the declarations are. */
  get tokens(): number {
    return [...this.byWireName].reduce(
      (sum, [name, tool]) =>
        sum +
        toolFigure(tool, `declared as ${name}`, () => estimateTokens(JSON.stringify(declared(name, tool)))),
      0,
    );
  }

  /** Whether a tool is declared, by its own name. */
  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** A call of the history as the model made it; one of a tool that is not declared keeps its name. */
  toWire(name: string, input: Input): { readonly name: string; readonly input: Input } {
    const { wireName = name, tool } = this.byName.get(name) ?? {};
    return { name: wireName, input: tool?.fitted.renamed?.toWire(input) ?? input };
  }

  /** The tool's own name for what the model calls; a name that is not declared is passed on. */
  givenName(wireName: string): string {
    return this.byWireName.get(wireName)?.name ?? wireName;
  }

  /** What a tool is given, by its own name, under its own names of properties; whether it fits is for the tool to say. */
  givenInput(name: string, input: Input): Input {
    return this.byName.get(name)?.tool.fitted.renamed?.toTool(input) ?? input;
  }
}

/** A tool with all texts in it well-formed. */
function declared(name: string, { description, fitted, strict }: FittedTool): Tool {
  // A blank description is refused.
  const said = [description, fitted.description, name].find((text) => text?.trim());
  return {
    toolSpec: {
      name,
      description: wellFormed(said),
      inputSchema: { json: fitted.schema },
      ...(strict === true ? { strict } : {}),
    },
  };
}
