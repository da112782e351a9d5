import { plainSql } from './plainSql';

/** Judges a statement as the local engine does: what DuckDB's own parser says of it. */
export type StatementGuard = (
  sql: string,
  tables: readonly string[],
) => Promise<{
  /** It says itself how many rows it gives at most. */
  readonly limited: boolean;
}>;

/** Relations that a statement may read. */
const RELATIONS = ['costs', 'source'] as const;
/** Stands for the relations of a table when what is sent is judged; they are made of nothing but that table. */
const STAND_INS = RELATIONS.map((name) => `${name} AS (SELECT 1)`).join(', ');

/** The text around a statement. */
export interface Surroundings {
  /** The common table expressions `source` and `costs`, without the word WITH. */
  readonly relations: string;
  readonly maxRows: number;
}

/**
 * A statement of a user's or a model's as it is sent: of {@link RELATIONS} alone. It is judged by itself, and once more
 * with all that goes around it, so that it is the text that is sent which was judged.
 * @throws FinopsError
 */
export async function judgedSql(
  sql: string,
  { relations, maxRows }: Surroundings,
  guard: StatementGuard,
): Promise<string> {
  const statement = plainSql(sql);
  const { limited } = await guard(statement, RELATIONS);
  // A query in FROM loses its order, unless it has a limit of its own.
  const rest = limited ? `\nSELECT * FROM (\n${statement}\n)` : behindWith(statement);
  await guard(`WITH ${STAND_INS}${rest}${limit(maxRows)}`, RELATIONS);
  return `WITH ${relations}${rest}${limit(maxRows)}`;
}

/** A saved analysis as it is sent: SQL of our own. */
export function savedSql(sql: string, { relations, maxRows }: Surroundings): string {
  return `WITH ${relations}${behindWith(sql)}${limit(maxRows)}`;
}

/** A statement behind the relations in front of it, whose WITH takes its own in. */
function behindWith(statement: string): string {
  return /^with\b/i.test(statement) ? `,${statement.slice('with'.length)}` : `\n${statement}`;
}

/** One more than is shown says that there are more. */
function limit(maxRows: number): string {
  return `\nLIMIT ${maxRows + 1}`;
}
