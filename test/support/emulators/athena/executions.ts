import { randomUUID } from 'node:crypto';
import type { TextResult, TrinoDatabase } from './trinoDatabase';
import { errorMessage } from '../../../../src/core/util/errorMessage';

/** States of an execution, as Athena names them. */
export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** One query that was started. */
export interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly token: string;
  readonly workgroup: string;
  readonly outputLocation: string | undefined;
  state: ExecutionState;
  reason: string | undefined;
  scannedBytes: number;
  result: TextResult | undefined;
  /** How often it was looked at. */
  looks: number;
  readonly abort: AbortController;
}

/** How long queries take and what they scan. */
export interface Pace {
  /** Looks that find it queued, and then running, before it may have ended. */
  readonly queuedLooks: number;
  readonly runningLooks: number;
  /** The bytes that a query scans in all; a part of it with each look. */
  readonly scannedBytes: number;
}

/** The queries of an account. */
export class Executions {
  readonly all: Execution[] = [];
  pace: Pace = { queuedLooks: 1, runningLooks: 2, scannedBytes: 3_000_000 };
  /** While held, no query ends by itself. */
  held = false;

  constructor(private readonly database: TrinoDatabase) {}

  /** The execution of a token: the one that was started with it before, else a new one. */
  start(
    sql: string,
    token: string,
    place: Pick<Execution, 'workgroup' | 'outputLocation'>,
  ): Execution | 'mismatch' {
    const before = this.all.find((one) => one.token === token);
    if (before !== undefined) {
      return before.sql === sql ? before : 'mismatch';
    }
    const execution: Execution = {
      id: randomUUID(),
      sql,
      token,
      ...place,
      state: 'QUEUED',
      reason: undefined,
      scannedBytes: 0,
      result: undefined,
      looks: 0,
      abort: new AbortController(),
    };
    this.all.push(execution);
    void this.run(execution);
    return execution;
  }

  find(id: unknown): Execution | undefined {
    return this.all.find((one) => one.id === id);
  }

  /** The state of a query at each look; each look is a step of its life. */
  look(execution: Execution, cutoffBytes: number | undefined): void {
    if (execution.state !== 'QUEUED' && execution.state !== 'RUNNING') {
      return;
    }
    execution.looks += 1;
    const { queuedLooks, runningLooks, scannedBytes } = this.pace;
    if (execution.looks <= queuedLooks) {
      return;
    }
    execution.state = 'RUNNING';
    const running = execution.looks - queuedLooks;
    const step = scannedBytes / (runningLooks + 1);
    execution.scannedBytes = Math.round(step * Math.min(running, runningLooks));
    if (cutoffBytes !== undefined && execution.scannedBytes > cutoffBytes) {
      return this.end(execution, 'CANCELLED', 'Query cancelled! : Bytes scanned limit was exceeded');
    }
    if (this.held || running <= runningLooks) {
      return;
    }
    if (execution.reason !== undefined) {
      this.end(execution, 'FAILED', execution.reason);
    } else if (execution.result !== undefined) {
      execution.scannedBytes = scannedBytes;
      this.end(execution, 'SUCCEEDED', undefined);
    }
  }

  /** Ends a query from outside. */
  stop(execution: Execution): void {
    if (execution.state === 'QUEUED' || execution.state === 'RUNNING') {
      this.end(execution, 'CANCELLED', 'Query cancelled by user');
    }
  }

  close(): void {
    for (const { abort } of this.all) {
      abort.abort();
    }
  }

  private end(execution: Execution, state: ExecutionState, reason: string | undefined): void {
    execution.state = state;
    execution.reason = reason;
    if (state !== 'SUCCEEDED') {
      execution.abort.abort();
    }
  }

  private async run(execution: Execution): Promise<void> {
    try {
      execution.result = await this.database.query(execution.sql, execution.abort.signal);
    } catch (error) {
      execution.reason ??= `SYNTAX_ERROR: line 1:1: ${errorMessage(error)}`;
    }
  }
}
