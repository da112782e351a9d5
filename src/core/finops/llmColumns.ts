import * as l10n from '@vscode/l10n';
import { type FormatColumns, nowhere } from './formatPlace';

/** What an export of calls to models has in common: the model is what is bought. */
const models = (names: readonly string[], cost: readonly string[]): FormatColumns => ({
  ...nowhere,
  service: names,
  measures: [{ column: 'BilledCost', title: () => l10n.t('Cost'), names: cost }],
  otherKinds: 'Usage',
});

/** ccusage, a counter of what coding assistants use: its JSON as rows, and tables that tools make of it. */
export const ccusage: FormatColumns = {
  ...models(['model', 'modelName', 'modelsUsed', 'models'], ['cost', 'totalCost', 'costUSD', 'Cost (USD)']),
  start: ['date', 'month', 'week', 'startTime', 'lastActivity', 'firstActivity'],
  account: ['project', 'projectPath', 'instance'],
  resource: ['sessionId', 'session'],
  quantity: ['totalTokens', 'Total Tokens'],
  defaultCurrency: 'USD',
};

/** Cursor's usage events. */
export const cursor: FormatColumns = {
  ...models(['Model'], ['Cost', 'Cost ($)', 'Cost to you']),
  start: ['Date'],
  account: ['User'],
  usageType: ['Kind'],
  quantity: ['Total Tokens', 'Tokens'],
};

/** OpenAI's costs: an empty day is a row without an amount. */
export const openai: FormatColumns = {
  ...models(['line_item'], ['amount_value']),
  start: ['start_time_iso', 'start_time'],
  account: ['project_id'],
  accountName: ['project_name'],
  usageType: ['line_item'],
  resource: ['api_key_id'],
  quantity: ['quantity'],
  currency: ['amount_currency'],
};

/** Anthropic's costs of the Claude Console. */
export const anthropic: FormatColumns = {
  ...models(['model', 'cost_type'], ['cost_usd']),
  start: ['usage_date_utc'],
  account: ['workspace'],
  usageType: ['token_type'],
  operation: ['cost_type'],
  resource: ['api_key_id', 'api_key'],
};
