import { seeded } from './seeded';

/** The shapes of file that can be made. */
export type SampleFormat =
  'cur-2.0' | 'cur-legacy' | 'focus-1.1' | 'cost-explorer' | 'cost-explorer-turned' | 'plain';

/** Options of sample cost data. */
export interface SampleCostOptions {
  readonly format: SampleFormat;
  /** How many charges; of Cost Explorer's table, how many go into it. */
  readonly rows: number;
  readonly seed?: number;
  /** The first of some 30 days, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Lines end as on Windows, after a byte order mark. */
  readonly windows?: boolean;
}

/** Totals of a sample, added up in whole numbers while it was made. All amounts are exact decimals as text. */
export interface SampleTruth {
  readonly rows: number;
  readonly total: string;
  readonly services: Readonly<Record<string, string>>;
  readonly days: Readonly<Record<string, string>>;
  readonly categories: Readonly<Record<string, string>>;
  readonly untaggedRows: number;
  readonly untaggedCost: string;
}

/** One charge; its cost is in units of 1e-10 dollars. */
interface Charge {
  readonly day: string;
  readonly hour: number;
  readonly service: SampleService;
  readonly kind: string;
  readonly usageType: string;
  readonly units: bigint;
  readonly account: string;
  readonly resource: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly index: number;
}

interface SampleService {
  readonly code: string;
  readonly name: string;
  readonly usageTypes: readonly string[];
}

const services: readonly SampleService[] = [
  {
    code: 'AmazonEC2',
    name: 'Amazon Elastic Compute Cloud',
    // NAT gateways are billed under EC2.
    usageTypes: ['USW2-BoxUsage:t3.large', 'USW2-NatGateway-Hours', 'USW2-EBS:VolumeUsage.gp2'],
  },
  {
    code: 'AmazonS3',
    name: 'Amazon Simple Storage Service',
    usageTypes: ['TimedStorage-ByteHrs', 'Requests-Tier1'],
  },
  {
    code: 'AmazonRDS',
    name: 'Amazon Relational Database Service',
    usageTypes: ['USW2-InstanceUsage:db.t3.medium'],
  },
  { code: 'AWSLambda', name: 'AWS Lambda', usageTypes: ['USW2-Lambda-GB-Second'] },
  {
    code: 'AmazonBedrock',
    name: 'Amazon Bedrock',
    usageTypes: ['USW2-Claude4Sonnet-input-tokens', 'USW2-Claude4Sonnet-output-tokens'],
  },
  { code: 'AmazonVPC', name: 'Amazon Virtual Private Cloud', usageTypes: ['USW2-PublicIPv4:IdleAddress'] },
];

/** The lines of a file, without their ends, and its totals once all lines were taken. */
export interface CostSample {
  readonly lines: Iterable<string>;
  readonly truth: () => SampleTruth;
}

/** A made-up bill with the oddities of real ones; the same for the same seed. */
export function sampleCosts(options: SampleCostOptions): CostSample {
  const tally = new Tally();
  const lines = writers[options.format](chargesOf(options), tally);
  return { lines, truth: () => tally.truth() };
}

/** A whole file as text, with its totals. For files that fit into memory with ease. */
export function sampleCostFile(options: SampleCostOptions): { text: string; truth: SampleTruth } {
  const { lines, truth } = sampleCosts(options);
  const end = options.windows ? '\r\n' : '\n';
  const text = `${options.windows ? '\uFEFF' : ''}${[...lines].join(end)}${end}`;
  return { text, truth: truth() };
}

function* chargesOf(options: SampleCostOptions): Generator<Charge> {
  const random = seeded(options.seed ?? 1);
  const start = Date.parse(`${options.from ?? '2025-06-01'}T00:00:00Z`);
  for (let index = 0; index < options.rows; index += 1) {
    const [first] = services;
    const service = services[Math.floor(random() ** 1.6 * services.length)] ?? first;
    if (!service) {
      return;
    }
    const luck = random();
    const kind =
      luck < 0.9 ? 'Usage' : luck < 0.94 ? 'Credit' : luck < 0.95 ? 'Refund' : luck < 0.98 ? 'Tax' : 'Fee';
    const sign = kind === 'Credit' || kind === 'Refund' ? -1n : 1n;
    // A tax comes on the first of the next month.
    const day = kind === 'Tax' ? 31 : Math.floor(random() * 30);
    yield {
      day: new Date(start + day * 86_400_000).toISOString().slice(0, 10),
      hour: Math.floor(random() * 24),
      service,
      kind,
      usageType: service.usageTypes[index % service.usageTypes.length] ?? '',
      units: sign * BigInt(Math.floor(random() ** 6 * 5e10)),
      account: String(111111111111 + Math.floor(random() * 4)),
      resource: `i-${(index % 5000).toString(16).padStart(17, '0')}`,
      tags: random() < 0.3 ? {} : tagsOf(random),
      index,
    };
  }
}

function tagsOf(random: () => number): Record<string, string> {
  const team = `team "${String.fromCharCode(97 + Math.floor(random() * 4))}", core`;
  return random() < 0.5 ? { user_env: 'prod', user_team: team } : { user_env: 'dev' };
}

/** Adds up what was made, in whole numbers and without any database. */
class Tally {
  private rows = 0;
  private total = 0n;
  private untaggedRows = 0;
  private untagged = 0n;
  private readonly services = new Map<string, bigint>();
  private readonly days = new Map<string, bigint>();
  private readonly categories = new Map<string, bigint>();

  *over(charges: Iterable<Charge>): Generator<Charge> {
    for (const charge of charges) {
      this.add(charge);
      yield charge;
    }
  }

  add({
    service,
    day,
    kind,
    units,
    tags,
  }: Pick<Charge, 'service' | 'day' | 'kind' | 'units' | 'tags'>): void {
    this.rows += 1;
    this.total += units;
    plus(this.services, service.name, units);
    plus(this.days, day, units);
    plus(this.categories, kind === 'Fee' ? 'Purchase' : kind, units);
    if (Object.keys(tags).length > 0) {
      return;
    }
    this.untaggedRows += 1;
    this.untagged += units;
  }

  truth(): SampleTruth {
    const texts = (map: ReadonlyMap<string, bigint>) =>
      Object.fromEntries([...map].map(([key, units]) => [key, amountText(units)]));
    return {
      rows: this.rows,
      total: amountText(this.total),
      services: texts(this.services),
      days: texts(this.days),
      categories: texts(this.categories),
      untaggedRows: this.untaggedRows,
      untaggedCost: amountText(this.untagged),
    };
  }
}

function plus(map: Map<string, bigint>, key: string, units: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + units);
}

/** Units of 1e-10 as a decimal without zeros at its end. */
export function amountText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(11, '0');
  const text = `${digits.slice(0, -10)}.${digits.slice(-10)}`.replace(/\.?0+$/, '');
  return units < 0n ? `-${text}` : text;
}

/** The same amount as files write it: plain, with zeros, or with an exponent. */
function written({ units, index }: Charge): string {
  // About one in fifty, which is more than real files have.
  if (units !== 0n && index % 50 === 0) {
    return withExponent(units);
  }
  return index % 3 === 0 ? amountText(units) : padded(units);
}

/** 1.5E-7 */
function withExponent(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString();
  const fraction = digits.slice(1).replace(/0+$/, '');
  const mantissa = `${digits.slice(0, 1)}.${fraction === '' ? '0' : fraction}`;
  return `${units < 0n ? '-' : ''}${mantissa}E${digits.length - 11}`;
}

function padded(units: bigint): string {
  const text = amountText(units);
  return text.includes('.') ? text.padEnd(text.indexOf('.') + 13, '0') : `${text}.0`;
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function maybeNull(value: string, index: number): string {
  return index % 2 === 0 && value === '' ? 'NULL' : value;
}

type Writer = (charges: Iterable<Charge>, tally: Tally) => Iterable<string>;

const writers: Record<SampleFormat, Writer> = {
  'cur-2.0': (charges, tally) => cur2(tally.over(charges)),
  'cur-legacy': (charges, tally) => legacy(tally.over(charges)),
  'focus-1.1': (charges, tally) => focus(tally.over(charges)),
  plain: (charges, tally) => plain(tally.over(charges)),
  'cost-explorer': (charges, tally) => explorer(charges, tally, false),
  'cost-explorer-turned': (charges, tally) => explorer(charges, tally, true),
};

function* cur2(charges: Iterable<Charge>): Generator<string> {
  yield (
    'identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,line_item_usage_account_id,' +
    'line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,' +
    'line_item_usage_type,line_item_operation,line_item_resource_id,line_item_usage_amount,' +
    'line_item_currency_code,line_item_unblended_cost,line_item_net_unblended_cost,' +
    'line_item_line_item_description,product_region_code,product,pricing_public_on_demand_cost,resource_tags'
  );
  for (const charge of charges) {
    const { day, hour, service, kind, usageType, account, resource, tags, index } = charge;
    const time = String(hour).padStart(2, '0');
    // Line item ids come again in every interval.
    const id = `id${index % 997}`;
    const json =
      Object.keys(tags).length === 0 ? (index % 2 === 0 ? '"{}"' : '') : quoted(JSON.stringify(tags));
    yield (
      `${id},999999999999,${day.slice(0, 7)}-01T00:00:00.000Z,${account},${kind},${day}T${time}:00:00.000Z,` +
      `${day}T${time}:59:59.000Z,${service.code},${usageType},RunInstances,${maybeNull(kind === 'Tax' ? '' : resource, index)},` +
      `1.0000000000,USD,${written(charge)},${written(charge)},${quoted(`$0.0${index % 90} per hour, ${usageType}`)},` +
      `us-west-2,${quoted(JSON.stringify({ product_name: service.name }))},${written(charge)},${json}`
    );
  }
}

function* legacy(charges: Iterable<Charge>): Generator<string> {
  yield (
    'identity/LineItemId,bill/PayerAccountId,lineItem/UsageAccountId,lineItem/LineItemType,' +
    'lineItem/UsageStartDate,lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,lineItem/ResourceId,' +
    'lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,lineItem/BlendedCost,' +
    'lineItem/LineItemDescription,product/ProductName,product/region,pricing/publicOnDemandCost,' +
    'resourceTags/user:env,resourceTags/user:team'
  );
  for (const charge of charges) {
    const { day, hour, service, kind, usageType, account, resource, tags, index } = charge;
    yield (
      `id${index % 997},999999999999,${account},${kind},${day}T${String(hour).padStart(2, '0')}:00:00Z,` +
      `${service.code},${usageType},RunInstances,${resource},1,USD,${written(charge)},${written(charge)},` +
      `${quoted(`$0.1 per hour, ${usageType}`)},${quoted(service.name)},us-west-2,${written(charge)},` +
      `${tags['user_env'] ?? ''},${quoted(tags['user_team'] ?? '')}`
    );
  }
}

function* focus(charges: Iterable<Charge>): Generator<string> {
  yield (
    'BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodEnd,' +
    'ChargePeriodStart,ConsumedQuantity,ContractedCost,EffectiveCost,ListCost,ProviderName,RegionId,ResourceId,' +
    'ServiceCategory,ServiceName,ServiceSubcategory,SkuMeter,SubAccountId,Tags'
  );
  for (const charge of charges) {
    const { day, hour, service, kind, usageType, account, resource, tags, index } = charge;
    const cost = written(charge);
    // Some writers leave the zeros out; these are M/D/YY as a spreadsheet saves them.
    const start = index % 5 === 0 ? monthFirst(day) : `${day} ${String(hour).padStart(2, '0')}:00:00`;
    const json = Object.keys(tags).length === 0 ? 'NULL' : quoted(JSON.stringify(tags));
    const category = kind === 'Fee' ? 'Purchase' : kind;
    yield (
      `${cost},1234567890123,USD,${category},${quoted(`Use of ${usageType}, hourly`)},NULL,${start},1.5,${cost},` +
      `${cost},${cost},AWS,us-west-2,${resource},Compute,${quoted(service.name)},NULL,${usageType},${account},${json}`
    );
  }
}

function monthFirst(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${Number(month)}/${Number(date)}/${year.slice(2)}`;
}

function* plain(charges: Iterable<Charge>): Generator<string> {
  yield 'When;Team;Product;Amount;Note';
  for (const charge of charges) {
    const { day, service, tags, index } = charge;
    yield `${day};${quoted(tags['user_team'] ?? '')};${service.name};${amountText(charge.units)};row ${index}`;
  }
}

/** One amount for each day and service, in days' lines or turned; the file has totals that must not count again. */
function explorer(charges: Iterable<Charge>, tally: Tally, turned: boolean): string[] {
  const cells = new Map<string, Map<string, bigint>>();
  for (const { day, service, units } of charges) {
    const row = cells.get(day) ?? new Map<string, bigint>();
    plus(row, service.name, units);
    cells.set(day, row);
  }
  const days = [...cells.keys()].sort();
  const known = services.filter(({ name }) => days.some((day) => cells.get(day)?.has(name)));
  const cell = (day: string, { name }: SampleService) => cells.get(day)?.get(name);
  for (const day of days) {
    for (const service of known) {
      const units = cell(day, service);
      if (units !== undefined) {
        tally.add({ service, day, kind: 'Usage', units, tags: {} });
      }
    }
  }
  const sum = (values: readonly (bigint | undefined)[]) =>
    values.reduce((total: bigint, value) => total + (value ?? 0n), 0n);
  const text = (units: bigint | undefined) => (units === undefined ? '' : `"${amountText(units)}"`);
  const line = (name: string, values: readonly (bigint | undefined)[]) =>
    [`"${name}"`, ...values.map(text), text(sum(values))].join(',');
  const totals = (values: readonly bigint[]) => line('Service total', values);
  if (turned) {
    const head = ['"Service"', ...days.map((day) => `"${day}"`), '"Service total"'].join(',');
    const lines = known.map((service) =>
      line(
        service.name,
        days.map((day) => cell(day, service)),
      ),
    );
    return [head, ...lines, totals(days.map((day) => sum(known.map((service) => cell(day, service)))))];
  }
  const head = ['"Service"', ...known.map(({ name }) => `"${name}($)"`), '"Total costs($)"'].join(',');
  const lines = days.map((day) =>
    line(
      day,
      known.map((service) => cell(day, service)),
    ),
  );
  return [head, totals(known.map((service) => sum(days.map((day) => cell(day, service))))), ...lines];
}
