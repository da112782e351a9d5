import { isRecord, type JsonRow, recordsIn, textOf } from './jsonRows';

/** Titles of the dimensions that have a role. */
const TITLES: Readonly<Record<string, string>> = {
  SERVICE: 'Service',
  LINKED_ACCOUNT: 'Account ID',
  REGION: 'Region',
  USAGE_TYPE: 'Usage type',
  RECORD_TYPE: 'Charge type',
  RESOURCE_ID: 'Resource ID',
  OPERATION: 'Operation',
};

/**
 * The rows of what Cost Explorer's GetCostAndUsage answers, as the AWS CLI prints it: one for each group of a period,
 * or the period's total where nothing is grouped. Undefined for anything else. Source: the API reference.
 */
export function costAndUsageRows(value: unknown): JsonRow[] | undefined {
  if (!isRecord(value) || !Array.isArray(value['ResultsByTime'])) {
    return undefined;
  }
  const definitions = recordsIn(value['GroupDefinitions']);
  const names = new Map(
    recordsIn(value['DimensionValueAttributes']).map((one) => [
      textOf(one['Value']),
      isRecord(one['Attributes']) ? textOf(one['Attributes']['description']) : '',
    ]),
  );
  return recordsIn(value['ResultsByTime']).flatMap((period) => {
    const { TimePeriod: time, Total: total } = period;
    const start = isRecord(time) ? textOf(time['Start']) : '';
    const groups = recordsIn(period['Groups']);
    if (groups.length === 0) {
      return isRecord(total) && Object.keys(total).length > 0 ? [{ Date: start, ...metrics(total) }] : [];
    }
    return groups.map((group) => {
      const keys = Array.isArray(group['Keys']) ? group['Keys'].map(textOf) : [];
      const named = keys.flatMap((key, at) => keyOf(key, definitions[at], names));
      return { Date: start, ...Object.fromEntries(named), ...metrics(group['Metrics']) };
    });
  });
}

function keyOf(
  key: string,
  definition: Readonly<Record<string, unknown>> | undefined,
  names: ReadonlyMap<string, string>,
): (readonly [string, string])[] {
  const name = textOf(definition?.['Key']);
  if (textOf(definition?.['Type']) !== 'DIMENSION') {
    // `Environment$prod`, and `Environment$` where there is no such tag.
    return [[`tag:${name}`, key.startsWith(`${name}$`) ? key.slice(name.length + 1) : key]];
  }
  const account = names.get(key) ?? '';
  return [
    [TITLES[name] ?? name, key],
    ...(name === 'LINKED_ACCOUNT' && account !== '' ? [['Account name', account] as const] : []),
  ];
}

function metrics(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, metric]) => {
      if (!isRecord(metric)) {
        return [];
      }
      const unit = textOf(metric['Unit']);
      const money = name.endsWith('Cost');
      return [[name, textOf(metric['Amount'])] as const, ...(money ? [['Currency', unit] as const] : [])];
    }),
  );
}
