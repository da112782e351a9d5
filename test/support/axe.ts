import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The violations that axe finds with a page as it is shown now: the rule, the element, and what would mend it. */
export async function axeFaults(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(await readFile(script, 'utf8'));
  // Without preload: axe would fetch the style sheets again, which the page's policy forbids.
  const settings = JSON.stringify({ preload: false, ...options });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${settings})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
