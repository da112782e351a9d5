/** A value as SQL text. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A name as SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
