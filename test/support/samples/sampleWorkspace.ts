import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from './seeded';

/** Makes the folder that `npm start` opens, the same each time: a little code, prompts, a cost export. */
export function makeSampleWorkspace(folder: string): void {
  const files: Record<string, string> = {
    'README.md': readme,
    'src/invoice.ts': invoiceCode,
    'src/parse_logs.py': logCode,
    'prompts.txt': prompts,
    'costs/focus-sample.csv': costCsv(),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
}

const readme = `# Sample workspace

Made for trying Bedrock Chat; change what you like, \`npm start\` makes it anew.

- \`src/\`: code to ask about
- \`prompts.txt\`: one prompt a paragraph
- \`costs/focus-sample.csv\`: a month of made-up AWS costs in FOCUS columns
`;

const invoiceCode = `export interface Line {
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** The sum of an invoice, tax included. */
export function total(lines: readonly Line[], taxRate: number): number {
  const net = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  return net * (1 + taxRate);
}
`;

const logCode = `import re
from collections import Counter

LINE = re.compile(r"^(\\S+ \\S+) \\[(\\w+)\\] (\\w+): (.*)$")


def levels(path):
    """How many lines of each level a log has."""
    with open(path, encoding="utf-8") as log:
        return Counter(match.group(2) for line in log if (match := LINE.match(line)))
`;

const prompts = `Explain in two sentences what Amazon Bedrock is.

Name three ways to reduce the latency of a language model call.

Write a haiku about cloud costs.
`;

const services = [
  { name: 'Amazon Bedrock', category: 'AI and Machine Learning', unit: 'Tokens', perDay: 41 },
  { name: 'Amazon Elastic Compute Cloud', category: 'Compute', unit: 'Hours', perDay: 96 },
  { name: 'Amazon Simple Storage Service', category: 'Storage', unit: 'GB-Mo', perDay: 12 },
  { name: 'Amazon Relational Database Service', category: 'Databases', unit: 'Hours', perDay: 55 },
  { name: 'AWS Lambda', category: 'Compute', unit: 'Requests', perDay: 4 },
];
const regions = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const columns =
  'BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,' +
  'ChargeCategory,ServiceName,ServiceCategory,RegionId,SubAccountId,ConsumedQuantity,ConsumedUnit';
const days = 31;

/** October 2026, day by day, in columns of FOCUS 1.2 (focus.finops.org). */
function costCsv(): string {
  const random = seeded(20261001);
  const lines = [columns];
  for (let day = 1; day <= days; day++) {
    for (const service of services) {
      for (const region of regions) {
        const cost = service.perDay * (0.5 + random()) * (1 + day / 100);
        const period = [`2026-10-01T00:00:00Z`, instant(day), instant(day + 1)];
        const money = [cost.toFixed(6), (cost * 0.93).toFixed(6), 'USD'];
        const what = [
          'Usage',
          service.name,
          service.category,
          region,
          random() < 0.5 ? '111122223333' : '444455556666',
        ];
        lines.push([...period, ...money, ...what, (cost * 17).toFixed(3), service.unit].join(','));
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function instant(day: number): string {
  return new Date(Date.UTC(2026, 9, day)).toISOString().replace('.000', '');
}
