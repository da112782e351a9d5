/** The used part of dynalite, which has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB that answers over HTTP; without a path it keeps everything in memory. */
  function dynalite(options?: {
    /** How long a table is being made. */
    readonly createTableMs?: number;
  }): Server;
  export = dynalite;
}
