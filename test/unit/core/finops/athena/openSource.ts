import { AthenaSource, type AthenaParts } from '../../../../../src/core/finops/athena/athenaSource';
import type { AthenaSettings } from '../../../../../src/core/finops/athena/connection';
import type { StatementGuard } from '../../../../../src/core/finops/athena/statement';
import type { CostScope } from '../../../../../src/protocol/finops';
import type { AthenaEmulator } from '../../../../support/emulators/athena';

/** The scope of the samples' costs. */
export const usd: CostScope = { measure: 'BilledCost', currency: 'USD', leaveOut: [] };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Settings that lead to a table of an emulator, with short waits. */
export function settingsOf(emulator: AthenaEmulator, table: string): Writable<AthenaSettings> {
  return {
    database: 'billing',
    table,
    workgroup: 'primary',
    outputLocation: 's3://results-of-tests/athena/',
    endpoint: emulator.url,
    maxScannedBytes: 10_000_000_000,
    retryMaxAttempts: 4,
    retryBaseDelayMs: 1,
  };
}

/** A source as the extension makes one. */
export async function openSource(
  emulator: AthenaEmulator,
  table: string,
  guard: StatementGuard,
  more: Partial<Omit<AthenaParts, 'settings'>> & { readonly settings?: Partial<AthenaSettings> } = {},
): Promise<AthenaSource> {
  const { settings, ...parts } = more;
  return AthenaSource.open({
    account: {
      credentials: () =>
        Promise.resolve({
          kind: 'aws',
          origin: 'keys',
          label: 'access keys',
          provider: () => Promise.resolve(emulator.credentials),
        }),
      region: () => Promise.resolve('us-east-1'),
    },
    guard,
    pausesMs: [1, 5],
    ...parts,
    settings: { ...settingsOf(emulator, table), ...settings },
  });
}
