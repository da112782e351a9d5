/** The part of sql.js that is used here; the package has no types of its own. */
declare module 'sql.js' {
  export type SqlValue = number | string | Uint8Array | null;

  export interface Statement {
    bind(values: readonly SqlValue[]): boolean;
    step(): boolean;
    get(): SqlValue[];
    run(values?: readonly SqlValue[]): void;
    free(): boolean;
  }

  export interface Database {
    run(sql: string, values?: readonly SqlValue[]): Database;
    exec(sql: string, values?: readonly SqlValue[]): { columns: string[]; values: SqlValue[][] }[];
    prepare(sql: string): Statement;
    /** The whole database file. */
    export(): Uint8Array;
    close(): void;
  }

  export interface SqlJs {
    Database: new (file?: Uint8Array) => Database;
  }

  const initSqlJs: (options: { wasmBinary: Uint8Array }) => Promise<SqlJs>;
  export { initSqlJs as default };
}
