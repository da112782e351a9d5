import type { ToolCall, ToolSpec } from '../../../src/core/bedrock/tools/toolSpec';
import type { ToolOutput, ToolRunner } from '../../../src/core/chat/toolRunner';

type RunTool = (call: ToolCall, signal: AbortSignal) => Promise<ToolOutput>;

/** Tools of a test's own: each answers `done` until the test says otherwise. */
export class TestTools implements ToolRunner {
  /** The calls so far. */
  readonly ran: ToolCall[] = [];
  private readonly runs = new Map<string, RunTool>();

  constructor(names: readonly string[]) {
    names.forEach((name) => this.on(name, () => Promise.resolve(reply('done'))));
  }

  /** Says what a tool does. */
  on(name: string, run: RunTool): void {
    this.runs.set(name, run);
  }

  offered(): ToolSpec[] {
    return [...this.runs.keys()].map((name) => ({
      name,
      description: `The tool ${name}`,
      inputSchema: { type: 'object' },
    }));
  }

  run(call: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
    this.ran.push(call);
    return (
      this.runs.get(call.name)?.(call, signal) ?? Promise.reject(new Error(`There is no tool ${call.name}`))
    );
  }
}

/** The output of a tool. */
export function reply(text: string): ToolOutput {
  return { content: [{ type: 'text', text }] };
}
