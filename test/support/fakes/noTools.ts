import type { ToolRunner } from '../../../src/core/chat/toolRunner';

/** For whoever offers no tools. */
export const noTools: ToolRunner = {
  offered: () => [],
  run: ({ name }) => Promise.reject(new Error(`There is no tool ${name}`)),
};
