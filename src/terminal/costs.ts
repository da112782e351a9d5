import { join } from 'node:path';
import { CostEngine } from '../core/finops/costEngine';
import { refusalText, reportText, rowsText } from './costText';
import type { ExitCode, Terminal } from './openTerminal';
import { readCosts, type CostsRequest } from './readCosts';

/** Reads files of cost data and prints their figures, or the rows of a query. */
export async function tellCosts(terminal: Terminal, request: CostsRequest): Promise<ExitCode> {
  const { folder, storage, dist, output, signal } = terminal;
  const engine = new CostEngine({
    directory: join(folder, 'finops'),
    enginePath: join(dist, 'finopsEngine.cjs'),
    logger: storage.logger.named('finops'),
  });
  try {
    const told = await readCosts(engine, request, signal, (text) => output.status(text));
    if (output.isJson) {
      output.json(told);
    }
    if ('refused' in told) {
      output.message(refusalText(told));
      return 1;
    }
    output.text('format' in told ? reportText(told) : rowsText(told));
    return 0;
  } finally {
    output.clearStatus();
    await engine.end();
  }
}
