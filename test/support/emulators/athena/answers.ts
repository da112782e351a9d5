import type { Execution } from './executions';
import type { TextResult } from './trinoDatabase';

/** A workgroup: `primary` alone, without a place for results, unless given. */
export interface Workgroup {
  readonly name: string;
  readonly outputLocation?: string;
  readonly enforced?: boolean;
  readonly cutoffBytes?: number;
}

/** An answer that refuses a request. */
export class Refusal extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Athena's answer to a request that makes no sense. */
export function invalid(message: string): Refusal {
  return new Refusal('InvalidRequestException', message);
}

/** A workgroup as GetWorkGroup describes it. */
export function describeWorkgroup({
  name,
  outputLocation,
  enforced,
  cutoffBytes,
}: Workgroup): Record<string, unknown> {
  return {
    Name: name,
    State: 'ENABLED',
    Configuration: {
      ResultConfiguration: outputLocation === undefined ? {} : { OutputLocation: outputLocation },
      EnforceWorkGroupConfiguration: enforced ?? false,
      ...(cutoffBytes === undefined ? {} : { BytesScannedCutoffPerQuery: cutoffBytes }),
    },
  };
}

/** An execution as GetQueryExecution describes it. */
export function describeExecution(execution: Execution): Record<string, unknown> {
  const { id, sql, state, reason, scannedBytes, workgroup } = execution;
  const said =
    reason !== undefined && state !== 'QUEUED' && state !== 'RUNNING' ? { StateChangeReason: reason } : {};
  const error =
    state === 'FAILED'
      ? { AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: reason } }
      : {};
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: 'DML',
    WorkGroup: workgroup,
    Status: { State: state, ...said, ...error, SubmissionDateTime: Date.now() / 1000 },
    Statistics: { DataScannedInBytes: scannedBytes },
  };
}

/** A page of the result of an execution. */
export function pageOf(
  { state, result }: Execution,
  token: string | undefined,
  most = 1000,
): Record<string, unknown> {
  if (state !== 'SUCCEEDED' || result === undefined) {
    throw invalid(`Query did not finish successfully. Final query state: ${state}`);
  }
  if (most < 1 || most > 1000) {
    throw invalid('MaxResults is from 1 to 1000');
  }
  const lines = linesOf(result);
  const from = Number(token ?? 0);
  const until = from + most;
  const rows = lines
    .slice(from, until)
    .map((line) => ({ Data: line.map((text) => (text === null ? {} : { VarCharValue: text })) }));
  const infos = result.columns.map(({ name, type, precision, scale }) => ({
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar',
  }));
  return {
    UpdateCount: 0,
    ResultSet: { Rows: rows, ResultSetMetadata: { ColumnInfo: infos } },
    ...(until < lines.length ? { NextToken: String(until) } : {}),
  };
}

/** The first line has the names of the columns. */
function linesOf({ columns, rows }: TextResult): (readonly (string | null)[])[] {
  return [columns.map(({ name }) => name), ...rows];
}
