import type { QueryResult } from '../../../protocol/finops';

/** The bill's lines of Bedrock: rows of one day, usage type, service, region and category, added up. */
export interface BillLine {
  /** Empty where the bill has no days. */
  readonly day: string;
  readonly kind: ChargeKind;
  /** As the bill calls it; undefined where it does not say. */
  readonly model: string | undefined;
  /** As the bill writes it. */
  readonly usageType: string;
  readonly region: string;
  readonly account: string;
  readonly category: string;
  /** Exact. */
  readonly cost: string;
}

/** `tokens` is what single calls come to; the rest is Bedrock too, and nothing that a call is recorded of. */
export type ChargeKind = 'tokens' | 'cache' | 'batch' | 'provisioned' | 'other';

/** Lines of a bill beyond so many are not looked at, and that is said. */
export const MAX_BILL_LINES = 50_000;
/** AWS writes no longer ones: a text in a bill is cut here, before it is looked at. */
const MAX_TEXT = 300;

/** SQL of whether a row is of Bedrock, by the columns that the data has; undefined where none of them says. */
export function isBedrock(columns: ReadonlySet<string>): string | undefined {
  const has = (name: string) => columns.has(name);
  const conditions = [
    ...['ServiceName', 'ServiceCode'].filter(has).map((name) => `lower(${name}) LIKE '%bedrock%'`),
    // Models of other vendors are billed through the marketplace, where the service may be but a code. `_` is any character.
    ...(has('UsageType')
      ? ['input', 'output', 'cache_read', 'cacheread', 'cache_write', 'cachewrite']
      : []
    ).flatMap((kind) => [
      `lower(UsageType) LIKE '%${kind}_token%'`,
      `lower(UsageType) LIKE '%${kind}token%'`,
    ]),
  ];
  return conditions.length === 0 ? undefined : conditions.join('\n  OR ');
}

/** The SQL that reads Bedrock's lines of a bill, over the columns that the data has. */
export function bedrockLines(columns: ReadonlySet<string>): string | undefined {
  const has = (name: string) => columns.has(name);
  const condition = isBedrock(columns);
  if (condition === undefined) {
    return undefined;
  }
  const text = (name: string) =>
    has(name) ? `coalesce(left(CAST(${name} AS VARCHAR), ${MAX_TEXT}), '')` : `''`;
  const names = ['Day', 'ServiceName', 'UsageType', 'RegionId', 'SubAccountId', 'ChargeCategory'];
  const list = names.map((name) => `${text(name)} AS ${name}`).join(', ');
  return `SELECT ${list}, sum(Cost) AS Cost
FROM costs
WHERE ${condition}
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6`;
}

/** The lines of a result of {@link bedrockLines}. */
export function billLines({ rows }: Pick<QueryResult, 'rows'>): BillLine[] {
  return rows.map((cells) => {
    const [day = '', service = '', usageType = '', region = '', account = '', category = '', cost = '0'] =
      cells.map((cell) => (cell === null ? undefined : String(cell).slice(0, MAX_TEXT)));
    const tokensAt = tokensStart(usageType);
    return {
      day: day.slice(0, 10),
      kind: kindOf(usageType, tokensAt),
      model: modelOf(usageType, tokensAt, service),
      usageType: usageType === '' ? service : usageType,
      region,
      account,
      category: category || 'Usage',
      cost,
    };
  });
}

function kindOf(usageType: string, tokensAt: number | undefined): ChargeKind {
  if (/batch/i.test(usageType)) {
    return 'batch';
  }
  if (/provisioned|modelunit/i.test(usageType)) {
    return 'provisioned';
  }
  if (usageType !== '' && tokensAt === undefined) {
    return 'other';
  }
  return /cache/i.test(usageType) ? 'cache' : 'tokens';
}

/** Tokens of the cache may be said without input or output. */
const TOKENS = /(?:input|output|cache[-_]?(?:read|write))[-_]?token/i;
/** The words between the model and its tokens. */
const MODIFIER =
  /(?:mantle|batch|flex|priority|standard|reserved|global|cross[-_]?region|latency[-_]?optimized|cache[-_]?(?:read|write)|text|image)[-_]?$/i;
const MAX_MODIFIER = 'latency-optimized-'.length;

/**
 * Where a usage type begins to say which tokens (docs.aws.amazon.com/bedrock, “…CUR data”), if it does: read backward
 * from them, a word at a time, so that a bill's text takes no longer than it is long.
 */
function tokensStart(usageType: string): number | undefined {
  let start = usageType.search(TOKENS);
  if (start < 0) {
    return undefined;
  }
  let modifier: RegExpExecArray | null;
  do {
    modifier = MODIFIER.exec(usageType.slice(Math.max(0, start - MAX_MODIFIER), start));
    start -= modifier?.[0].length ?? 0;
  } while (modifier !== null);
  return /[-_]/.test(usageType.charAt(start - 1)) ? start - 1 : start;
}

/** `USE1-Claude4Sonnet-input-tokens`, or a service named `Claude Sonnet 4 (Amazon Bedrock Edition)`. */
function modelOf(usageType: string, tokensAt: number | undefined, service: string): string | undefined {
  const edition = service
    .slice(0, Math.max(0, service.search(/\( ?(?:amazon )?bedrock edition\)/i)))
    .trimEnd();
  if (edition !== '') {
    return edition;
  }
  if (tokensAt === undefined) {
    return undefined;
  }
  const name = usageType
    .slice(0, tokensAt)
    // The region, and the marketplace's own mark: USE1-MP:USE1_
    .replace(/^[A-Z]{2,4}\d-/, '')
    .replace(/^MP:([A-Z]{2,4}\d_?)?/, '');
  return name === '' ? undefined : name;
}
