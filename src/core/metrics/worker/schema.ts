import type { Invocation } from '../../../protocol/invocation';

/**
 * `PRAGMA user_version` of the databases that this release writes. 1 had three columns, 2 has all of today's. With 3
 * `outcome` may be `interrupted`, and with 4 `surface` may be `terminal`: a release that knows less would drop such
 * calls when it rewrites the table.
 */
export const SCHEMA_VERSION = 4;
/** Databases from this version on have today's columns, and are changed in place. */
export const TABLE_VERSION = 2;

/** The columns of the table `invocations` in their order; the first three are those of version 1. */
export const COLUMNS = [
  'timestamp',
  'latency_ms',
  'success',
  'id',
  'time_to_first_token_ms',
  'outcome',
  'error_code',
  'attempts',
  'operation',
  'surface',
  'conversation_id',
  'model_id',
  'inference_profile',
  'region',
  'stop_reason',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'usage_source',
  'cost_usd',
  'price_version',
  'feedback',
] as const satisfies readonly (keyof Invocation)[];

/** Creates the table in an empty database. */
export const CREATE = `
CREATE TABLE invocations (
  timestamp TEXT NOT NULL,
  latency_ms INTEGER NOT NULL,
  success INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  time_to_first_token_ms INTEGER,
  outcome TEXT NOT NULL,
  error_code TEXT,
  attempts INTEGER NOT NULL,
  operation TEXT NOT NULL,
  surface TEXT NOT NULL,
  conversation_id TEXT,
  model_id TEXT NOT NULL,
  inference_profile TEXT,
  region TEXT NOT NULL,
  stop_reason TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cache_read_tokens INTEGER,
  cache_write_tokens INTEGER,
  usage_source TEXT,
  cost_usd REAL,
  price_version TEXT,
  feedback TEXT
);
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Takes one value for each of {@link COLUMNS}; a row whose id is there already changes nothing, unless the one
 * there is of an interrupted call: then this is its end.
 */
export const INSERT = `INSERT INTO invocations (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}
WHERE invocations.outcome = 'interrupted'`;
