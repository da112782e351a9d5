import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { eventually } from './eventually';
import type { VsCodeWindow } from './vscodeWindow';

/** Opens a file by **Analyze Cost Data…** of the Explorer's context menu; resolves with the editor's page. */
export async function analyzeFromExplorer(
  window: VsCodeWindow,
  name: string,
  folder?: string,
  item = 'Analyze Cost Data…',
): Promise<Frame> {
  const row = (text: string) =>
    window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: text }).first();
  if (folder !== undefined) {
    // Files that have just come move the rows away from a click.
    await eventually(async () => {
      const isOpen = async () => (await row(folder).getAttribute('aria-expanded')) === 'true';
      if (!(await isOpen())) {
        await row(folder).click();
      }
      assert.ok(await isOpen());
    });
  }
  await window.chooseFromMenu(row(name), item);
  return window.frameWith('[data-testid="finops"]');
}

/** The sum of a file of FOCUS costs, added up without the engine: millionths of a dollar. */
export interface Sums {
  readonly rows: number;
  readonly total: bigint;
  readonly byService: Map<string, bigint>;
}

/** Adds up a FOCUS file without quoted cells. */
export function sumUp(path: string): Sums {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const columns = head.split(',');
  const byService = new Map<string, bigint>();
  let total = 0n;
  for (const cells of lines.map((line) => line.split(','))) {
    const cost = BigInt((cells[columns.indexOf('BilledCost')] ?? '').replace('.', ''));
    const service = cells[columns.indexOf('ServiceName')] ?? '';
    byService.set(service, (byService.get(service) ?? 0n) + cost);
    total += cost;
  }
  return { rows: lines.length, total, byService };
}

/** An amount in words, as millionths. */
export function millionths(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
}
