import * as v from 'valibot';
import type { AskedChart, AskedQuery, AskedResult } from '../../../protocol/costConversation';
import { chartKindSchema } from '../../../protocol/finopsView';
import type { ToolCall, ToolSpec } from '../../bedrock/tools/toolSpec';
import type { ToolOutput, ToolRunner } from '../../chat/toolRunner';
import { chooseChart, drawChart } from '../charts';
import type { AskedData } from './askedData';
import { keptResult } from './keptResult';
import { NewestItems } from './newestItems';
import { errorMessage } from '../../util/errorMessage';

/** The names of the tools, as models know them. */
export const QUERY_TOOL = 'query_cost_data';
export const CHART_TOOL = 'draw_chart';

/** Rows that a model is shown of a result; beyond that it should have grouped. */
const ROWS_FOR_MODEL = 100;
const MAX_RESULT = 20_000;
/** Rows that are kept of a result, for the user and for charts. */
const ROWS_KEPT = 200;
/** Words of a model's about a query or a chart, and of a failure, in characters. */
const MAX_TITLE = 200;
const MAX_FAILURE = 4_000;

const titleSchema = v.optional(
  v.pipe(
    v.string(),
    v.trim(),
    v.transform((text) => text.slice(0, MAX_TITLE)),
  ),
  '',
);

const querySchema = v.object({
  sql: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(20_000)),
  purpose: titleSchema,
});

const chartSchema = v.object({
  query: v.string(),
  kind: v.optional(chartKindSchema),
  label: v.optional(v.string()),
  value: v.optional(v.string()),
  series: v.optional(v.string()),
  title: titleSchema,
});

/** Names and inputs of the tools, as any model is told them. */
export const costToolSpecs: readonly ToolSpec[] = [
  {
    name: QUERY_TOOL,
    description:
      'Runs one read-only SQL SELECT over the AWS cost data that is open, and returns its rows. ' +
      'The view costs has one row a charge, with Cost as the amount; source has the files’ own columns.',
    inputSchema: {
      type: 'object',
      properties: {
        sql: { type: 'string', description: 'One SELECT statement.' },
        purpose: { type: 'string', description: 'What it finds out, in a few words for a user.' },
      },
      required: ['sql'],
    },
  },
  {
    name: CHART_TOOL,
    description: 'Draws a chart of the result of a query of query_cost_data, for the user to see.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'The name that query_cost_data gave its result, such as q1.' },
        kind: { type: 'string', enum: ['bar', 'pie', 'time'] },
        label: { type: 'string', description: 'The column of names or dates.' },
        value: { type: 'string', description: 'The column of numbers.' },
        series: { type: 'string', description: 'A column that tells several curves apart, if any.' },
        title: { type: 'string', description: 'A few words.' },
      },
      required: ['query'],
    },
  },
];

/** Findings and charts in a conversation. */
export interface Evidence {
  readonly queries: readonly AskedQuery[];
  readonly charts: readonly AskedChart[];
}

/** All that has come to the {@link Evidence}, and the calls of which nothing is kept any more. */
export interface EvidenceChange extends Evidence {
  readonly dropped: readonly string[];
}

/** The tools by which a model asks cost data; it keeps what they gave, as evidence for what the model says. */
export class CostTools implements ToolRunner {
  private readonly queries = new NewestItems<AskedQuery>();
  private readonly charts = new NewestItems<AskedChart>();
  private count = 0;

  /** `data` is asked for at each call; undefined when none is open. */
  constructor(
    private readonly data: () => AskedData | undefined,
    private readonly options: {
      /** The names of the tools that are offered; all unless given. */
      readonly only?: readonly string[];
      readonly onChange?: (change: EvidenceChange) => void;
      readonly onChart?: () => void;
      readonly onQuery?: (query: AskedQuery, durationMs: number) => void;
    } = {},
  ) {}

  /** The items so far, in the order of their coming. */
  get evidence(): Evidence {
    return { queries: this.queries.items, charts: this.charts.items };
  }

  offered(): readonly ToolSpec[] {
    const { only } = this.options;
    return costToolSpecs.filter(({ name }) => only?.includes(name) ?? true);
  }

  /** Runs one call. Rejects, with words that help the model to do better, when it cannot be done. */
  async run(call: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
    if (call.name === QUERY_TOOL) {
      return this.query(call, signal);
    }
    if (call.name === CHART_TOOL) {
      return this.draw(call);
    }
    throw new Error(`There is no tool ${call.name}.`);
  }

  /** Forgets what there is; what comes next gets names of its own. */
  forget(): void {
    this.queries.clear();
    this.charts.clear();
  }

  /** Forgets everything, and begins anew. */
  clear(): void {
    this.forget();
    this.count = 0;
  }

  private async query({ toolUseId, input }: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
    const { sql, purpose } = parsed(querySchema, input);
    const data = this.data();
    if (data === undefined) {
      throw new Error('No cost data is open. Ask the user to open it.');
    }
    const id = `q${++this.count}`;
    const startedAt = performance.now();
    const keep = (outcome: AskedQuery['outcome']) => {
      const query = { toolUseId, id, purpose, sql, outcome };
      const dropped = this.queries.add(query).map((gone) => gone.toolUseId);
      this.options.onChange?.({ queries: [query], charts: [], dropped });
      this.options.onQuery?.(query, performance.now() - startedAt);
    };
    try {
      const result = keptResult(await data.query(sql, { maxRows: ROWS_KEPT, signal }));
      keep({ state: 'ended', result });
      return { content: [{ type: 'text', text: resultText(id, result) }] };
    } catch (error) {
      const message = errorMessage(error);
      keep({ state: 'failed', message: message.slice(0, MAX_FAILURE) });
      throw error;
    }
  }

  private draw({ toolUseId, input }: ToolCall): ToolOutput {
    const asked = parsed(chartSchema, input);
    const query = this.queries.items.find(({ id }) => id === asked.query);
    if (query?.outcome.state !== 'ended') {
      const known = this.queries.items.flatMap(({ id, outcome }) => (outcome.state === 'ended' ? [id] : []));
      throw new Error(
        `There is no result ${asked.query}, or it is no longer kept. There are: ${known.join(', ') || 'none yet'}.`,
      );
    }
    const { result } = query.outcome;
    const choice = chooseChart(result);
    const { label = choice?.columns.label, value = choice?.columns.value, kind = choice?.kinds[0] } = asked;
    if (label === undefined || value === undefined) {
      throw new Error('Nothing in this result can be drawn: it takes a column of names and one of numbers.');
    }
    const chart = drawChart(result, { label, value, series: asked.series }, kind ?? 'bar');
    if (!chart.possible) {
      throw new Error(chart.reason);
    }
    const title = asked.title || query.purpose || query.id;
    const drawn = { toolUseId, queryId: query.id, title, chart };
    const dropped = this.charts.add(drawn).map((gone) => gone.toolUseId);
    this.options.onChange?.({ queries: [], charts: [drawn], dropped });
    this.options.onChart?.();
    return { content: [{ type: 'text', text: 'The chart is drawn, and the user sees it.' }] };
  }
}

function parsed<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'input';
  throw new Error(`The input is not what the tool takes: ${where}: ${issue.message}`);
}

/** A result as a model reads it: the columns, then a row a line, as JSON. */
function resultText(id: string, { columns, rows, rowCount, truncated, note }: AskedResult): string {
  const shown = rows.slice(0, ROWS_FOR_MODEL).map((row) => JSON.stringify(row));
  const head = `Result ${id}: ${truncated ? 'more than ' : ''}${rowCount} ${rowCount === 1 ? 'row' : 'rows'}.`;
  const text = [head, JSON.stringify(columns.map(({ name }) => name)), ...shown].join('\n');
  const cut = text.length > MAX_RESULT ? `${text.slice(0, MAX_RESULT)}…` : text;
  const missing = cut.length < text.length || rows.length > shown.length || truncated;
  return [
    cut,
    ...(missing ? ['(Not all of it is shown: group or limit.)'] : []),
    ...(note ? [note] : []),
  ].join('\n');
}
