import * as l10n from '@vscode/l10n';
import type { CostScope, MeasureColumn } from '../../../protocol/finops';
import { analyses, offer, type OfferedAnalysis } from '../analyses/index';
import { queryDefaults } from '../costEngine';
import { trino } from '../dialect';
import { finopsError } from '../finopsError';
import { type AthenaAccount, type AthenaConnection, type AthenaSettings, connectAthena } from './connection';
import { type AthenaStep, fromAws } from './failures';
import { type AthenaQueryOptions, type AthenaResult, type RunnerOptions, AthenaRunner } from './runner';
import { judgedSql, savedSql, type StatementGuard } from './statement';
import { type AthenaTable, planTable } from './table';

/** Parts of an {@link AthenaSource}. */
export interface AthenaParts {
  readonly account: AthenaAccount;
  readonly settings: AthenaSettings;
  readonly guard: StatementGuard;
  /** Asks for a place for results where neither the settings nor the workgroup has one. */
  readonly askOutputLocation?: () => Promise<string | undefined>;
  /** See `RunnerOptions`. */
  readonly pausesMs?: readonly [first: number, longest: number];
}

/** The one catalog that every account has. */
const CATALOG = 'AwsDataCatalog';
/** A statement has to have fewer bytes; the service's own limit. */
const MAX_SQL_BYTES = 262_144;

/**
 * A table of cost data in Athena. A statement reads `costs` and `source` as in the local engine, which are made of the
 * table in front of it.
 */
export class AthenaSource {
  private constructor(
    private readonly connect: () => Promise<AthenaConnection>,
    private readonly limits: () => RunnerOptions,
    private readonly guard: StatementGuard,
    readonly table: AthenaTable,
  ) {}

  /**
   * Looks at the workgroup and the table, which costs nothing.
   * @throws FinopsError
   */
  static async open(parts: AthenaParts, signal?: AbortSignal): Promise<AthenaSource> {
    const { settings, guard } = parts;
    const connect = () =>
      connectAthena(parts.account, settings).catch((error: unknown) => {
        throw fromAws(error, 'connect');
      });
    return using(connect, async (connection) => {
      const outputLocation = await outputLocationOf(connection, parts, signal);
      const table = await describe(connection, settings, signal);
      const { pausesMs } = parts;
      // The limit may be raised while the table is open.
      const limits = () => {
        const { workgroup, maxScannedBytes } = settings;
        return { workgroup, outputLocation, maxScannedBytes, ...(pausesMs ? { pausesMs } : {}) };
      };
      return new AthenaSource(connect, limits, guard, table);
    });
  }

  /** Each saved analysis in Athena's SQL, or why there is none. */
  offered(tagKey?: string): OfferedAnalysis[] {
    return offer(analyses, this.table, { tagKey, dialect: trino });
  }

  /**
   * Runs one statement in a scope: a saved analysis's, or one of a user's or a model's. What those may be is said by
   * {@link StatementGuard}; nothing is sent of what that refuses.
   * @throws FinopsError
   */
  async query(sql: string, scope: CostScope, options: AthenaQueryOptions = {}): Promise<AthenaResult> {
    const saved = this.offered().some((offered) => offered.available && offered.sql === sql);
    const relations = this.table.relations(scope);
    const around = { relations, maxRows: options.maxRows ?? queryDefaults.maxRows };
    const sent = saved ? savedSql(sql, around) : await judgedSql(sql, around, this.guard);
    if (Buffer.byteLength(sent) > MAX_SQL_BYTES) {
      throw finopsError('sql', l10n.t('The SQL is longer than Athena takes. Ask for fewer columns or tags.'));
    }
    return this.send(sent, options);
  }

  /**
   * Sums of one cost by service and by day, each by currency and category: rows of BillingCurrency, ChargeCategory,
   * ServiceName, Day, whether it is a service's (1) or a day's (0), Rows and Cost.
   */
  async sums(measure: MeasureColumn, options: AthenaQueryOptions = {}): Promise<AthenaResult> {
    const has = (name: string) => this.table.costsColumns.some((column) => column.name === name);
    const service = has('ServiceName') ? 'ServiceName' : "''";
    const day = has('Day') ? 'Day' : 'CAST(NULL AS DATE)';
    const sql =
      `, rolled AS (\n  SELECT BillingCurrency, ChargeCategory, ${service} AS ServiceName, ${day} AS Day, Cost\n` +
      '  FROM costs\n)\nSELECT BillingCurrency, ChargeCategory, ServiceName, Day, grouping(Day) AS OfService, ' +
      'count(*) AS Rows, sum(Cost) AS Cost\nFROM rolled\nGROUP BY GROUPING SETS (\n' +
      '  (BillingCurrency, ChargeCategory, ServiceName), (BillingCurrency, ChargeCategory, Day)\n)';
    return this.send(`WITH ${this.table.allRelations(measure)}${sql}`, options);
  }

  /** Each query asks who is signed in: who signed out since the last sends nothing more. */
  private send(sql: string, options: AthenaQueryOptions): Promise<AthenaResult> {
    return using(this.connect, (connection) => new AthenaRunner(connection, this.limits()).run(sql, options));
  }
}

async function using<T>(
  connect: () => Promise<AthenaConnection>,
  work: (connection: AthenaConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect();
  try {
    return await work(connection);
  } finally {
    connection.client.destroy();
  }
}

async function outputLocationOf(
  { client, sdk }: AthenaConnection,
  { settings, askOutputLocation }: AthenaParts,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { workgroup, outputLocation } = settings;
  const command = new sdk.GetWorkGroupCommand({ WorkGroup: workgroup });
  const { WorkGroup: found } = await client
    .send(command, signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw missing(error, signal, { workgroup });
    });
  if (found?.State === 'DISABLED') {
    throw finopsError(
      'settings',
      l10n.t('The workgroup {0} is disabled. Name another in athena.workgroup.', workgroup),
    );
  }
  const own = found?.Configuration;
  const managed = own?.ManagedQueryResultsConfiguration?.Enabled === true;
  // A workgroup that insists on its own place takes no other.
  if (managed || own?.EnforceWorkGroupConfiguration === true) {
    return '';
  }
  if (outputLocation !== '' || (own?.ResultConfiguration?.OutputLocation ?? '') !== '') {
    return outputLocation;
  }
  const asked = await askOutputLocation?.();
  if (asked !== undefined && asked !== '') {
    return asked;
  }
  const message = l10n.t(
    'The workgroup {0} has no place for results. Name one in athena.outputLocation, such as s3://bucket/folder/.',
    workgroup,
  );
  throw finopsError('settings', message);
}

async function describe(
  { client, sdk }: AthenaConnection,
  { database, table, workgroup }: AthenaSettings,
  signal: AbortSignal | undefined,
): Promise<AthenaTable> {
  const input = { CatalogName: CATALOG, DatabaseName: database, TableName: table, WorkGroup: workgroup };
  const command = new sdk.GetTableMetadataCommand(input);
  const { TableMetadata: found } = await client
    .send(command, signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw missing(error, signal, { table: `${database}.${table}` });
    });
  const [columns, partitionKeys] = [found?.Columns ?? [], found?.PartitionKeys ?? []];
  return planTable({ database, table, columns, partitionKeys });
}

type AthenaObject = Exclude<AthenaStep, string>;

function missing(error: unknown, signal: AbortSignal | undefined, what: AthenaObject): Error {
  if (signal?.aborted === true) {
    return finopsError('cancelled', l10n.t('It was cancelled.'));
  }
  const named = error instanceof Error ? error.name : '';
  if (named === 'MetadataException' || named === 'InvalidRequestException') {
    const said = error instanceof Error ? error.message : '';
    const message =
      'table' in what
        ? l10n.t(
            'Athena does not find the table {0}: {1} Check the settings under “Athena”.',
            what.table,
            said,
          )
        : l10n.t(
            'Athena does not find the workgroup {0}: {1} Check the settings under “Athena”.',
            what.workgroup,
            said,
          );
    return finopsError('settings', message, {}, { cause: error });
  }
  return fromAws(error, what);
}
