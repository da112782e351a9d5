import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import { accountId } from '../bedrock/catalog';
import { AwsError } from '../bedrock/errors';
import { defaultKeys } from '../bedrock/server';
import { authenticate, type KeyPair } from '../bedrock/signature';
import { describeExecution, describeWorkgroup, invalid, pageOf, Refusal, type Workgroup } from './answers';
import { Executions, type Execution } from './executions';
import { createTable, type SampleTable } from './sampleTable';
import { TrinoDatabase } from './trinoDatabase';

/** Parts of an emulator. */
export interface AthenaEmulatorOptions {
  readonly tables: readonly SampleTable[];
  readonly workgroups?: readonly Workgroup[];
  /** IAM: whether an action on a resource is allowed; all are unless given. */
  readonly allows?: (action: string, resource: string) => boolean;
}

/** A call that was received. */
export interface ReceivedCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the answer; 0 where the connection was cut instead. */
  status: number;
}

/** The failure of the next call of an operation. */
export interface Fault {
  readonly operation: string;
  /** `drop` cuts the connection; else the name of an exception. */
  readonly error: string;
  /** Whether what was asked is done all the same; default false. */
  readonly afterwards?: boolean;
  /** How many calls; default 1. */
  times?: number;
  readonly message?: string;
}

const inputSchema = v.looseObject({
  QueryString: v.optional(v.string()),
  ClientRequestToken: v.optional(v.string()),
  WorkGroup: v.optional(v.string()),
  QueryExecutionId: v.optional(v.string()),
  NextToken: v.optional(v.string()),
  MaxResults: v.optional(v.number()),
  DatabaseName: v.optional(v.string()),
  TableName: v.optional(v.string()),
  ResultConfiguration: v.optional(v.object({ OutputLocation: v.optional(v.string()) })),
});
type Input = v.InferOutput<typeof inputSchema>;

/** Amazon Athena on loopback, which really runs the SQL. */
export class AthenaEmulator {
  /** Every call since the start or the last reset, in order. */
  readonly calls: ReceivedCall[] = [];
  readonly credentials: KeyPair = defaultKeys.credentials;
  readonly executions: Executions;
  private readonly faults: Fault[] = [];
  private readonly server: Server;

  private constructor(
    private readonly database: TrinoDatabase,
    private readonly options: AthenaEmulatorOptions,
  ) {
    this.executions = new Executions(database);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(options: AthenaEmulatorOptions): Promise<AthenaEmulator> {
    const database = await TrinoDatabase.open();
    for (const table of options.tables) {
      await createTable(database, table);
    }
    const emulator = new AthenaEmulator(database, options);
    emulator.server.listen(0, '127.0.0.1');
    await once(emulator.server, 'listening');
    return emulator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often an operation was called. */
  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** Lets calls go wrong. */
  fail(...faults: readonly Fault[]): void {
    this.faults.push(...faults);
  }

  /** Forgets calls, queries and faults. */
  reset(): void {
    this.calls.length = 0;
    this.executions.all.length = 0;
    this.executions.held = false;
    this.faults.length = 0;
  }

  async close(): Promise<void> {
    this.executions.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.database.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^AmazonAthena\./, '');
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const call: ReceivedCall = { operation, input: {}, status: 0 };
    this.calls.push(call);
    try {
      const query = new URLSearchParams();
      const signed = { method: request.method ?? '', path: request.url ?? '/', query, headers, body };
      const known = { keyPairs: [this.credentials], apiKeys: [], expired: new Set<string>() };
      await authenticate(signed, 'athena', known, new Date());
      const input = v.parse(inputSchema, JSON.parse(body.toString('utf8')));
      Object.assign(call.input, input);
      this.checkAllowed(operation, input);
      const fault = this.takeFault(operation);
      if (fault !== undefined) {
        if (fault.afterwards === true) {
          this.answer(operation, input);
        }
        if (fault.error === 'drop') {
          response.destroy();
          return;
        }
        const status = fault.error === 'InternalServerException' ? 500 : 400;
        throw new Refusal(fault.error, fault.message ?? 'Rate exceeded', status);
      }
      send(response, call, 200, this.answer(operation, input));
    } catch (error) {
      const refusal =
        error instanceof Refusal || error instanceof AwsError
          ? error
          : new Refusal('InternalServerException', String(error), 500);
      send(response, call, refusal.status, { __type: refusal.name, Message: refusal.message });
    }
  }

  /** Refuses in IAM's own words. */
  private checkAllowed(operation: string, input: Input): void {
    const workgroup = this.executions.find(input.QueryExecutionId)?.workgroup ?? input.WorkGroup ?? 'primary';
    const resource =
      operation === 'GetTableMetadata' ? `datacatalog/AwsDataCatalog` : `workgroup/${workgroup}`;
    const arn = `arn:aws:athena:us-east-1:${accountId}:${resource}`;
    if (this.options.allows?.(`athena:${operation}`, arn) ?? true) {
      return;
    }
    const message = `You are not authorized to perform: athena:${operation} on the resource ${arn}.`;
    throw new Refusal('AccessDeniedException', message);
  }

  private takeFault(operation: string): Fault | undefined {
    const at = this.faults.findIndex((fault) => fault.operation === operation);
    const fault = this.faults[at];
    if (fault === undefined) {
      return undefined;
    }
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) {
      this.faults.splice(at, 1);
    }
    return fault;
  }

  private answer(operation: string, input: Input): Record<string, unknown> {
    switch (operation) {
      case 'GetWorkGroup':
        return { WorkGroup: describeWorkgroup(this.workgroup(input.WorkGroup)) };
      case 'GetTableMetadata':
        return { TableMetadata: this.tableMetadata(input) };
      case 'StartQueryExecution':
        return { QueryExecutionId: this.startQuery(input).id };
      case 'GetQueryExecution': {
        const execution = this.execution(input);
        this.executions.look(execution, this.workgroup(execution.workgroup).cutoffBytes);
        return { QueryExecution: describeExecution(execution) };
      }
      case 'StopQueryExecution':
        this.executions.stop(this.execution(input));
        return {};
      case 'GetQueryResults':
        return pageOf(this.execution(input), input.NextToken, input.MaxResults);
      default:
        throw new Refusal('UnknownOperationException', `There is no ${operation}.`);
    }
  }

  private startQuery(input: Input): Execution {
    const token = input.ClientRequestToken ?? '';
    if (token.length < 32) {
      throw invalid('ClientRequestToken has at least 32 characters');
    }
    const workgroup = this.workgroup(input.WorkGroup);
    const own = workgroup.enforced === true ? undefined : input.ResultConfiguration?.OutputLocation;
    const outputLocation = own ?? workgroup.outputLocation;
    if (outputLocation === undefined || !/^s3:\/\/[a-z0-9.-]{3,63}\//.test(outputLocation)) {
      throw invalid(
        'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
      );
    }
    const place = { workgroup: workgroup.name, outputLocation };
    const execution = this.executions.start(input.QueryString ?? '', token, place);
    if (execution === 'mismatch') {
      throw invalid('Idempotent parameters do not match');
    }
    return execution;
  }

  private workgroup(name = 'primary'): Workgroup {
    const known = this.options.workgroups ?? [{ name: 'primary' }];
    const found = known.find((one) => one.name === name);
    if (found === undefined) {
      throw invalid(`WorkGroup ${name} is not found.`);
    }
    return found;
  }

  private tableMetadata({ DatabaseName: database, TableName: name }: Input): Record<string, unknown> {
    const table = this.options.tables.find((one) => one.database === database && one.name === name);
    if (table === undefined) {
      throw new Refusal('MetadataException', `Entity Not Found: ${name ?? ''}`);
    }
    const columns = table.columns.map(([Name, Type]) => ({ Name, Type }));
    const partitions = table.columns.filter(([, , kind]) => kind === 'partition').length;
    const cut = columns.length - partitions;
    return {
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      Columns: columns.slice(0, cut),
      PartitionKeys: columns.slice(cut),
    };
  }

  private execution({ QueryExecutionId: id }: Input): Execution {
    const found = this.executions.find(id);
    if (found === undefined) {
      throw invalid(`QueryExecution ${id ?? ''} was not found`);
    }
    return found;
  }
}

function send(
  response: ServerResponse,
  call: ReceivedCall,
  status: number,
  value: Record<string, unknown>,
): void {
  call.status = status;
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(value));
}
