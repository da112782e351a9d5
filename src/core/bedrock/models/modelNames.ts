/** A model of Anthropic's Claude families, as far as its id tells. */
export interface ClaudeId {
  readonly family: 'sonnet' | 'haiku' | 'opus' | string;
  /** Comparable: major, minor, release date. */
  readonly version: readonly [major: number, minor: number, date: number];
}

/**
 * Reads a Claude model id of either generation: `anthropic.claude-3-5-sonnet-20241022-v2:0` (number
 * first) and `anthropic.claude-sonnet-4-5-20250929-v1:0` (family first). Undefined for other models.
 */
export function parseClaudeId(modelId: string): ClaudeId | undefined {
  // Where a line break ended what `.` takes, each occurrence would be tried and given up at the end of the text.
  const name = /(?:^|[./])anthropic\.claude-(.+)$/s.exec(modelId)?.[1];
  const family = name === undefined ? undefined : /[a-z]{3,}/.exec(name)?.[0];
  if (name === undefined || family === undefined) {
    return undefined;
  }
  const date = Number(/\d{8}/.exec(name)?.[0] ?? 0);
  const numbers = name
    .replace(/-?\d{8}.*$/s, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .match(/\d+/g);
  return { family, version: [Number(numbers?.[0] ?? 0), Number(numbers?.[1] ?? 0), date] };
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: ClaudeId['version'], b: ClaudeId['version']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** A readable name for an id nobody listed: the last part of an ARN, without region prefix, vendor and date. */
export function nameFromId(id: string): string {
  const claude = parseClaudeId(id);
  if (claude !== undefined) {
    const [major, minor] = claude.version;
    const version = minor > 0 ? `${major}.${minor}` : `${major}`;
    const family = capitalize(claude.family);
    return major >= 4 ? `Claude ${family} ${version}` : `Claude ${version} ${family}`;
  }
  const last = id.slice(id.lastIndexOf('/') + 1);
  const name = /\.([^.]+?)(-v\d+(:\d+)?)?$/.exec(last)?.[1];
  return name === undefined ? last : name.split('-').map(capitalize).join(' ');
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
