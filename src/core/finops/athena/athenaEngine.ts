import * as l10n from '@vscode/l10n';
import { ulid } from 'ulid';
import type {
  CostScope,
  CostSummary,
  DataSet,
  Inspection,
  MeasureColumn,
  QueryResult,
} from '../../../protocol/finops';
import type { LoadOptions, QueryOptions } from '../costEngine';
import { dayNotices } from '../bookkeeping';
import { finopsError } from '../finopsError';
import { currencyNotices, MAX_CURRENCIES } from '../namedCosts';
import type { AthenaSource } from './athenaSource';
import type { AthenaProgress, AthenaResult } from './runner';
import { formatScanUsd, scanPrice } from './scanCost';
import { CostSums } from './sums';
import { formatBytes } from '../../../shared/format';

/** Runs a query before the user's eyes: shows how far it is, and lets it be cancelled. */
export type QueryWatch = <T>(
  title: string,
  work: (signal: AbortSignal, onProgress: (progress: AthenaProgress) => void) => Promise<T>,
) => Promise<T>;

/** Services and days that have figures; more are no bill. */
const MAX_SUMS = 100_000;

/**
 * A table in Athena as the data set of an editor, in the shape of `CostEngine`. Its figures are one query, each
 * analysis and each question another; nothing else is scanned.
 */
export class AthenaEngine {
  private readonly sums = new Map<MeasureColumn, Promise<CostSums>>();

  constructor(
    private readonly source: AthenaSource,
    private readonly watch: QueryWatch,
  ) {}

  inspect(): Promise<Inspection> {
    const { format, formatTitle, columns } = this.source.table;
    return Promise.resolve({ format, formatTitle, columns: [...columns], numericColumns: [], sample: [] });
  }

  /** Works out the figures, anew each time. */
  async load(_paths: readonly string[], { signal }: LoadOptions = {}): Promise<DataSet> {
    this.sums.clear();
    const { table } = this.source;
    const [measure] = table.measures;
    if (measure === undefined) {
      throw finopsError('format', l10n.t('The table {0} has no column with a cost.', table.name));
    }
    const sums = await this.sumsOf(measure.column, signal);
    const { currencies } = sums;
    const rows = currencies.reduce((sum, one) => sum + one.rows, 0);
    return {
      id: ulid(),
      format: table.format,
      formatTitle: l10n.t('{0}, in Athena', table.formatTitle),
      files: [{ name: table.name, rows, skippedRows: 0 }],
      rows,
      columns: [...table.columns],
      skippedRows: 0,
      skipped: [],
      measures: [...table.measures],
      currencies: currencies.slice(0, MAX_CURRENCIES),
      costsColumns: [...table.costsColumns],
      tagKeys: [...table.tagKeys],
      notices: [...this.notices(currencies.length), ...dayNotices(sums.days)],
    };
  }

  /** The figures of a scope; another cost than that of the first is another query. */
  async summary(_dataSetId: string, scope?: CostScope): Promise<CostSummary> {
    const { measures, columns } = this.source.table;
    const column = scope?.measure ?? measures[0]?.column ?? 'BilledCost';
    const sums = await this.sumsOf(column, undefined);
    const wanted = scope ?? { measure: column, currency: sums.currencies[0]?.currency ?? '', leaveOut: [] };
    const measureTitle = measures.find((one) => one.column === column)?.title ?? column;
    return sums.summary(wanted, measureTitle, columns.length);
  }

  /** Runs one read-only statement over `costs` and `source`. */
  async query(_dataSetId: string, sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    const { maxRows, signal } = options;
    const scope = options.scope ?? (await this.summary('')).scope;
    const result = await this.watched(signal, (stop, onProgress) =>
      this.source.query(sql, scope, { maxRows, signal: stop, onProgress }),
    );
    return { ...result, note: noteOf(result) };
  }

  close(): Promise<void> {
    this.sums.clear();
    return Promise.resolve();
  }

  private sumsOf(measure: MeasureColumn, signal: AbortSignal | undefined): Promise<CostSums> {
    const known = this.sums.get(measure);
    if (known !== undefined) {
      return known;
    }
    const asked = this.watched(signal, async (stop, onProgress) => {
      const result = await this.source.sums(measure, { maxRows: MAX_SUMS, signal: stop, onProgress });
      if (result.truncated) {
        throw finopsError('memory', l10n.t('The table has more services and days than can be shown.'));
      }
      return new CostSums(result);
    });
    this.sums.set(measure, asked);
    asked.catch(() => this.sums.delete(measure));
    return asked;
  }

  private watched<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal, onProgress: (progress: AthenaProgress) => void) => Promise<T>,
  ): Promise<T> {
    return this.watch(this.source.table.name, (own, onProgress) =>
      work(signal === undefined ? own : AbortSignal.any([own, signal]), onProgress),
    );
  }

  private notices(currencies: number): string[] {
    const { name, partitionedBy } = this.source.table;
    const charged = l10n.t(
      'Each analysis and each question is a query that Athena charges for by what it scans.',
    );
    const partitions = l10n.t(
      '{0} is partitioned by {1}: SQL over source that filters by it scans less.',
      name,
      partitionedBy.join(', '),
    );
    return [
      partitionedBy.length === 0 ? charged : `${charged} ${partitions}`,
      ...currencyNotices(currencies),
      ...(currencies === 0 ? [l10n.t('The table has no rows.')] : []),
    ];
  }
}

function noteOf({ scannedBytes, estimatedUsd }: AthenaResult): string {
  return l10n.t(
    'Athena scanned {0} for this, about {1} (an estimate, by the usual price as of {2}).',
    formatBytes(scannedBytes),
    formatScanUsd(estimatedUsd),
    scanPrice.asOf,
  );
}
