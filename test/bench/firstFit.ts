// Says how long it takes to fit the tools of a file for a model, the first time in a process.
import { readFileSync } from 'node:fs';
import { toolLimits } from '../../src/core/bedrock/tools/familyLimits';
import { ToolFitter } from '../../src/core/bedrock/tools/fittedTools';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';
import { timeOf } from './figure';

const [, , path = '', modelId = ''] = process.argv;
const tools = JSON.parse(readFileSync(path, 'utf8')) as ToolSpec[];
const fitter = new ToolFitter();
const limits = toolLimits(modelId);
const ours = timeOf(() => fitter.fit(tools, limits));
const peer = timeOf(() => tools.forEach((tool) => JSON.stringify(tool.inputSchema)));
process.send?.({ ours, peer });
process.disconnect();
