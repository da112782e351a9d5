import * as l10n from '@vscode/l10n';
import type { ContentBlock } from '../content';
import type { ConverseRequest } from './converseCall';
import { modelTraits } from '../models/modelTraits';
import type { ModelTraits } from '../models/traits';
import { isLimitless, isSamplingFree } from './requestParameters';
import { reasoningFields, takenEffort } from './reasoningFields';
import { formatCount } from '../../../shared/format';

/** What of a request its model is known not to take, a sentence for each kind; nothing of unknown models. */
export function leftOutTexts(request: ConverseRequest): string[] {
  const { label, modelId } = request.model;
  const traits = modelTraits(modelId);
  return [
    ...namesText(neverTaken(request, traits), (names) =>
      l10n.t('{0} does not take, and was not sent: {1}.', label, names),
    ),
    ...namesText(notNow(request, traits), (names) =>
      l10n.t('While it reasons, {0} does not take, and was not sent: {1}.', label, names),
    ),
    ...samplingText(request, traits),
    ...limitText(request, traits),
    ...reasoningText(request, traits),
    ...contentTexts(request, traits),
  ];
}

/** Names of settings, which are the same in every language. */
function namesText(names: readonly (string | false)[], text: (names: string) => string): string[] {
  const set = names.filter((name) => name !== false);
  return set.length === 0 ? [] : [text(set.join(', '))];
}

function neverTaken({ parameters }: ConverseRequest, traits: ModelTraits): (string | false)[] {
  const { temperature, topP, stopSequences = [], latency } = parameters;
  return [
    temperature !== undefined && traits.temperature === false && 'temperature',
    topP !== undefined && traits.topP === false && 'topP',
    stopSequences.length > 0 && traits.stopSequences === false && 'stopSequences',
    latency !== undefined && traits.optimizedLatency === false && 'latency',
  ];
}

function notNow({ parameters }: ConverseRequest, traits: ModelTraits): (string | false)[] {
  const { temperature, topP, maxTokens, reasoning } = parameters;
  const free = isSamplingFree(traits, reasoning);
  return [
    temperature !== undefined && traits.temperature !== false && !free && 'temperature',
    topP !== undefined && traits.topP !== false && !free && 'topP',
    maxTokens !== undefined && isLimitless(traits, reasoning) && 'maxTokens',
  ];
}

function samplingText({ model, parameters }: ConverseRequest, traits: ModelTraits): string[] {
  const { temperature, topP, reasoning } = parameters;
  const both = temperature !== undefined && topP !== undefined && isSamplingFree(traits, reasoning);
  const takesOne = traits.oneSampling === true && traits.temperature !== false && traits.topP !== false;
  return both && takesOne
    ? [l10n.t('{0} takes either temperature or topP; topP was not sent.', model.label)]
    : [];
}

function limitText({ model, parameters: { maxTokens } }: ConverseRequest, traits: ModelTraits): string[] {
  const most = traits.maxOutputTokens;
  return maxTokens !== undefined && most !== undefined && maxTokens > most
    ? [l10n.t('{0} writes {1} tokens at most; that was set as its limit.', model.label, formatCount(most))]
    : [];
}

function reasoningText({ model, parameters: { reasoning } }: ConverseRequest, traits: ModelTraits): string[] {
  if (reasoning === undefined || traits.reasoning === undefined) {
    return [];
  }
  const taken = takenEffort(reasoning, traits);
  const isOff = taken === 'none' && (reasoning.type === 'budget' || reasoning.level === 'none');
  if (!isOff && reasoningFields(reasoning, traits) === undefined) {
    return [l10n.t('{0} cannot be told how much to reason, and was not.', model.label)];
  }
  return reasoning.type === 'effort' && taken !== reasoning.level
    ? [l10n.t('{0} does not take the effort {1}; it was asked for {2}.', model.label, reasoning.level, taken)]
    : [];
}

function contentTexts({ model, messages, tools = [] }: ConverseRequest, traits: ModelTraits): string[] {
  const blocks = messages.flatMap(({ content }) => content);
  const within = blocks.flatMap((block): readonly Pick<ContentBlock, 'type'>[] =>
    block.type === 'toolResult' ? block.content : [block],
  );
  const texts: string[] = [];
  if (traits.images === false && within.some(({ type }) => type === 'image')) {
    texts.push(l10n.t('{0} takes no pictures; it was only told that they are there.', model.label));
  }
  if (traits.documents === false && within.some(({ type }) => type === 'document')) {
    texts.push(l10n.t('{0} takes no documents; it was only told their names.', model.label));
  }
  if (tools.length > 0 && (traits.tools === 'none' || traits.tools === 'converse')) {
    texts.push(
      l10n.t('{0} cannot call tools while it streams its answer; it was offered none.', model.label),
    );
  }
  return texts;
}
