import type { Frame } from 'playwright-core';

/** Turns one outcome of the dashboard's filter on or off, or with `all` all of them on. */
export async function chooseOutcome(dashboard: Frame, outcome: string): Promise<void> {
  await dashboard.getByTestId('filter-outcome').click();
  const item = dashboard.getByTestId(`filter-outcome-${outcome}`);
  await item.click();
  await item.press('Escape');
}
