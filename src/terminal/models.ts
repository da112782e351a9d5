import { classifyError } from '../core/aws/errors';
import { nothingUsed } from '../core/bedrock/unreportedUsage';
import { lifecycleOf, type Lifecycle } from '../core/bedrock/models/lifecycle';
import { configuredModel, type ListedModel, type ModelChoice } from '../core/bedrock/models/modelChoice';
import { regionOfModel } from '../core/bedrock/models/modelId';
import { limitsSource, withOwnModels, type OwnModels } from '../core/bedrock/models/ownModels';
import { traitsOf } from '../core/bedrock/models/modelTraits';
import { successorOf } from '../core/bedrock/models/successor';
import type { CallCost, Pricer } from '../core/bedrock/pricing';
import { explainError } from '../core/chat/explain';
import { unlistedText } from '../core/chat/progressText';
import { failureText, toFailure } from './failure';
import { openAsking } from './openAsking';
import type { ExitCode, Terminal } from './openTerminal';
import { textTable } from './textTable';

/** US dollars for a million tokens; null is what is not known. */
interface ModelPrice {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  /** The price list. */
  readonly version: string;
}

/** A model of the catalog; null is what is not known. */
interface CatalogModel {
  readonly id: string;
  readonly modelId: string;
  readonly label: string;
  readonly provider: string | null;
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number | null;
  /** Who says so: `settings`, `family`, or the list. */
  readonly limitsSource: string | null;
  readonly price: ModelPrice | null;
  readonly lifecycle: Lifecycle | null;
  /** When AWS retires it. */
  readonly endsUtc: string | null;
  /** The id of what to use in place of a model that is not active. */
  readonly successor: string | null;
  /** What AWS says of the account's access: a step that is missing, or that the first call subscribes. */
  readonly access: ListedModel['access'] | null;
  /** Who names it: the list of the account, or the setting `model` alone. */
  readonly source: 'account' | 'settings';
  readonly kind: ListedModel['kind'] | null;
  readonly region: string;
}

/** Lists the models that the account has in the region, asked of AWS anew. */
export async function listModels(terminal: Terminal): Promise<ExitCode> {
  const { output, settings } = terminal;
  const asking = openAsking(terminal, (sentence) => output.message(sentence));
  const { connections, catalog, spending } = asking;
  let region = '';
  try {
    const connection = await connections.current();
    region = connection.region;
    const { models: listed, denied } = await catalog.refresh(connection);
    const named = settings.get('model');
    const own = asking.own();
    const unlisted =
      named === '' || listed.some(({ id }) => id === named)
        ? []
        : [withOwnModels(configuredModel(named), own)];
    const account = { listed, region, price: spending.price, nowMs: Date.now(), own };
    const models = [
      ...unlisted.map((model) =>
        catalogModel(model, undefined, { ...account, region: regionOfModel(named) ?? region }),
      ),
      ...listed.map((model) => catalogModel(withOwnModels(model, own), model, account)),
    ];
    for (const permission of denied) {
      output.message(unlistedText(permission));
    }
    if (output.isJson) {
      output.json(models);
    } else {
      output.text(modelTable(models));
    }
    return 0;
  } catch (error) {
    const failed = classifyError(error);
    const explained = explainError(failed, {
      modelLabel: '',
      region: region === '' ? 'this region' : region,
      credentials: undefined,
      partial: false,
    });
    const failure = toFailure(explained, failed);
    if (output.isJson) {
      output.json({ failure });
    }
    output.message(failureText(failure));
    return 1;
  } finally {
    asking.dispose();
  }
}

function catalogModel(
  model: ModelChoice,
  listed: ListedModel | undefined,
  account: {
    readonly listed: readonly ListedModel[];
    readonly region: string;
    readonly price: Pricer;
    readonly nowMs: number;
    readonly own: OwnModels;
  },
): CatalogModel {
  const { region, price, nowMs, own } = account;
  const { id, modelId, label } = model;
  const source = limitsSource(model, own);
  const { contextTokens = null, maxOutputTokens = null } = traitsOf(model);
  return {
    id,
    modelId,
    label,
    provider: listed?.provider ?? null,
    contextTokens,
    maxOutputTokens,
    limitsSource: source === undefined ? null : 'name' in source ? source.name : source.kind,
    price: priceOf(model, region, price),
    lifecycle: listed === undefined ? null : lifecycleOf(listed, nowMs),
    endsUtc: listed?.endsUtc ?? null,
    successor: successorOf(id, account.listed, nowMs)?.id ?? null,
    access: listed?.access ?? null,
    source: listed === undefined ? 'settings' : 'account',
    kind: listed?.kind ?? null,
    region,
  };
}

const MILLION = 1_000_000;

/** The price of a million tokens of each kind, as calls are priced. */
function priceOf(model: ModelChoice, region: string, price: Pricer): ModelPrice | null {
  const cost = (used: Partial<typeof nothingUsed>) =>
    price({
      model,
      region,
      serviceTier: undefined,
      latency: undefined,
      cacheTtl: '5m',
      usage: { ...nothingUsed, ...used, source: 'reported' },
    });
  const input = cost({ inputTokens: MILLION });
  if (input === undefined) {
    return null;
  }
  return {
    input: dollars(input),
    output: dollars(cost({ outputTokens: MILLION })),
    cacheRead: dollars(cost({ cacheReadInputTokens: MILLION })),
    cacheWrite: dollars(cost({ cacheWriteInputTokens: MILLION })),
    version: input.priceVersion,
  };
}

/** Without what only binary fractions add: 3.3 and not 3.3000000000000003. */
function dollars(cost: CallCost | undefined): number | null {
  return cost === undefined ? null : Number(cost.usd.toPrecision(12));
}

function modelTable(models: readonly CatalogModel[]): string {
  return textTable(
    ['Id', 'Label', 'Context', 'Output', '$/M in', '$/M out', ''],
    models.map((model) => [
      model.id,
      model.label,
      String(model.contextTokens ?? '?'),
      String(model.maxOutputTokens ?? '?'),
      String(model.price?.input ?? '?'),
      String(model.price?.output ?? '?'),
      remarksOf(model).join(', '),
    ]),
  );
}

/** What keeps a model from being used, or from being begun with. */
function remarksOf({ lifecycle, endsUtc, access }: CatalogModel): string[] {
  const day = endsUtc?.slice(0, 10);
  return [
    ...(lifecycle === 'legacy' ? ['legacy'] : []),
    ...(day === undefined || lifecycle === 'active'
      ? []
      : [`${lifecycle === 'ended' ? 'ended' : 'ends'} ${day}`]),
    ...(access === null || access === 'subscribes' ? [] : [`${access} missing`]),
  ];
}
