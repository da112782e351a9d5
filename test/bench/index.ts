// Measures beside peers, in one run: `npm run bench`; `--json` for machines, `--only` for some of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAggregate } from './aggregate';
import { withEmulated } from './emulated';
import { figureText, type Figure } from './figure';
import { measureFirstUse } from './firstUse';
import { measureFinops } from './finops';
import { measurePromptFiles } from './promptFiles';
import { measurePrompts } from './prompts';
import { measureRecord } from './record';
import { measureRedaction } from './redaction';
import { measureStartup } from './startup';
import { measureTail } from './tail';
import { measureTools } from './tools';
import { measureConverse } from './ttft';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Calls in the metrics store. */
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string', multiple: true },
  },
});
const benches: Readonly<Record<string, (directory: string) => Promise<readonly Figure[]>>> = {
  record: measureRecord,
  aggregate: (directory) => measureAggregate(directory, Number(flags.rows)),
  startup: measureStartup,
  firstUse: measureFirstUse,
  tail: measureTail,
  redaction: () => Promise.resolve(measureRedaction()),
  converse: () => withEmulated(measureConverse),
  tools: measureTools,
  prompts: async (directory) => [
    ...(await measurePromptFiles(directory)),
    ...(await withEmulated((emulated) => measurePrompts(directory, emulated))),
  ],
  finops: (directory) => measureFinops(directory, Number(flags.rows)),
};
const directory = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  for (const [name, measure] of Object.entries(benches)) {
    if (flags.only !== undefined && !flags.only.includes(name)) {
      continue;
    }
    for (const figure of await measure(directory)) {
      console.log(figureText(figure, flags.json));
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
