import type { ModelChoice } from '../models/modelChoice';
import { parseModelId } from '../models/modelId';
import { nameFromId } from '../models/modelNames';

/** The ways to a model that have quotas of their own. */
export type QuotaRoute = 'onDemand' | 'crossRegion' | 'global';

/** The subject of a quota, as its name tells it. */
export interface QuotaSubject {
  /** `any`: all ways together. */
  readonly route: QuotaRoute | 'any';
  readonly unit: 'tokens' | 'requests';
  readonly period: 'minute' | 'day';
  /** See {@link modelWords}. */
  readonly model: string;
  /** Its value is twice as large for calls across regions. */
  readonly isDoubled: boolean;
}

/*
 * Codes differ from model to model and route to route, so that names are all there is to go by. Those of the endpoint
 * bedrock-mantle, of latency-optimized inference and of a context of a million tokens are other quotas and have other
 * names, which fit nothing here.
 */
const BY_ROUTE =
  /^(on-demand|cross-region|global cross-region) model inference (tokens|requests) per (minute|day) for (.+)$/;
const ANY_ROUTE = /^model invocation max tokens per day for (.+?)( \(doubled for cross-region calls\))?$/;
const routes: Readonly<Record<string, QuotaRoute>> = {
  'on-demand': 'onDemand',
  'cross-region': 'crossRegion',
  'global cross-region': 'global',
};

/** Reads a quota's name; undefined for all that is not about asking a model, or in words that nobody knows. */
export function readQuotaName(name: string): QuotaSubject | undefined {
  const plain = name.trim().toLowerCase();
  const [, way = '', unit, period, model = ''] = BY_ROUTE.exec(plain) ?? [];
  const route = routes[way];
  if (route !== undefined) {
    return {
      route,
      unit: unit === 'tokens' ? 'tokens' : 'requests',
      period: period === 'minute' ? 'minute' : 'day',
      model: modelWords(model),
      isDoubled: false,
    };
  }
  const [, ofAny, doubled] = ANY_ROUTE.exec(plain) ?? [];
  return ofAny === undefined
    ? undefined
    : {
        route: 'any',
        unit: 'tokens',
        period: 'day',
        model: modelWords(ofAny),
        isDoubled: doubled !== undefined,
      };
}

const VENDOR = /^\s*(anthropic|amazon|meta|mistral ai|openai)\s+/;
const FIRST_VERSION = /^v?1(\.0)?$/;

/**
 * A model's name without what some lists say and others do not: the vendor in front, a first version, the order. Two
 * names are of one model where this is the same.
 */
export function modelWords(name: string): string {
  const words =
    name
      .toLowerCase()
      .replace(VENDOR, '')
      .match(/[a-z0-9.]+/g) ?? [];
  return words
    .filter((word) => !FIRST_VERSION.test(word))
    .sort()
    .join(' ');
}

/** The quotas that a model's calls count against. */
export interface QuotaPlace {
  readonly route: QuotaRoute;
  readonly model: string;
}

/** Undefined where quotas cannot be told by name: for what an account made of a model, and for what AWS does not name. */
export function quotaPlace(model: Pick<ModelChoice, 'id' | 'modelId' | 'copyOf'>): QuotaPlace | undefined {
  const asked = parseModelId(model.copyOf ?? model.id);
  if (asked.modelId === undefined) {
    return undefined;
  }
  const words = modelWords(versionedName(asked.modelId));
  switch (asked.kind) {
    case 'model':
      return { route: 'onDemand', model: words };
    case 'systemProfile':
      return { route: asked.geography === 'global' ? 'global' : 'crossRegion', model: words };
    default:
      return undefined;
  }
}

/** Claude 3.5 Sonnet and its second version have one name, but not one quota. */
function versionedName(modelId: string): string {
  const name = nameFromId(modelId);
  const version = /-v([2-9])(:\d+)?$/.exec(modelId)?.[1];
  return version === undefined || name.toLowerCase().includes(`v${version}`) ? name : `${name} V${version}`;
}
