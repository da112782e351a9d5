import * as vscode from 'vscode';
import { configuredModel, type ListedModel, type ModelChoice } from '../../core/bedrock/models/modelChoice';
import type { Listing } from '../../core/bedrock/models/modelStore';
import { traitsOf } from '../../core/bedrock/models/modelTraits';
import {
  limitsSource,
  noOwnModels,
  withOwnModels,
  type LimitsSource,
  type OwnModels,
} from '../../core/bedrock/models/ownModels';
import { unlistedText } from '../../core/chat/progressText';
import { formatCount } from '../../shared/format';

/**
 * Stands for "no model set": the newest Claude Sonnet of the account, found out at the first question.
 * Not `auto`: VS Code takes a model of that id for one of its own.
 */
export const AUTOMATIC = 'newest-claude-sonnet';

/* The least context of the newest Claude Sonnet. */
const AUTOMATIC_CONTEXT = 200_000;
const AUTOMATIC_OUTPUT = 64_000;
/* VS Code takes no model without limits. Hardly a model of Bedrock reads or writes less; it is said that this is a guess. */
const UNKNOWN_CONTEXT = 128_000;
const UNKNOWN_OUTPUT = 4_096;

type Information = vscode.LanguageModelChatInformation;

/**
 * The models as VS Code is told of them that can be picked: the one of the settings first, then the automatic
 * choice, then what the account lists. A model that is not known is said to take no pictures.
 */
export function modelInformation(
  configured: string,
  listing: Listing | undefined,
  own: OwnModels = noOwnModels,
): Information[] {
  const listed = (listing?.models ?? []).map((model) => ({ ...model, ...withOwnModels(model, own) }));
  const automatic = automaticInformation(listing?.denied ?? []);
  const first =
    configured === ''
      ? [automatic]
      : [configuredInformation(configured, { listed, region: listing?.region ?? '', own }), automatic];
  const others = listed
    .filter(({ id }) => id !== configured)
    .map((model) => listedInformation(model, listing?.region ?? '', own));
  return [...first, ...others];
}

function automaticInformation(denied: readonly string[]): Information {
  return {
    ...common,
    id: AUTOMATIC,
    name: 'Claude Sonnet (Bedrock)',
    family: 'claude-sonnet',
    detail: 'Amazon Bedrock',
    tooltip: [
      vscode.l10n.t('The newest Claude Sonnet that your AWS account lists'),
      ...denied.map(unlistedText),
    ].join('\n'),
    ...limits(AUTOMATIC_CONTEXT, AUTOMATIC_OUTPUT),
    capabilities: { toolCalling: true, imageInput: true },
  };
}

function configuredInformation(
  id: string,
  { listed, region, own }: { listed: readonly ListedModel[]; region: string; own: OwnModels },
): Information {
  const known = listed.find((model) => model.id === id);
  if (known !== undefined) {
    return listedInformation(known, region, own);
  }
  const model = withOwnModels(configuredModel(id), own);
  return {
    ...common,
    ...modelLimits(model),
    id,
    name: `${model.label} (Bedrock)`,
    family: familyOf(model.modelId),
    detail: 'Amazon Bedrock',
    tooltip: withLimits(vscode.l10n.t('{0} in your AWS account', id), model, own),
  };
}

function listedInformation(model: ListedModel, region: string, own: OwnModels): Information {
  const { id, modelId, label, provider, legacy } = model;
  const remarks = [
    placeOf(model, region),
    ...(legacy
      ? [vscode.l10n.t({ message: 'legacy', comment: ['Of a model: superseded, as AWS calls it'] })]
      : []),
  ];
  return {
    ...common,
    ...modelLimits(model, model.images),
    id,
    name: `${label} (Bedrock)`,
    family: familyOf(modelId),
    detail: remarks.join(', '),
    tooltip: withLimits(vscode.l10n.t('{0} by {1}, in your AWS account', id, provider), model, own),
  };
}

/** Where requests go, which is what tells a model from its profiles. */
function placeOf({ kind, id }: ListedModel, region: string): string {
  switch (kind) {
    case 'onDemand':
      return region;
    case 'systemProfile':
      return id.slice(0, id.indexOf('.'));
    case 'applicationProfile':
      return vscode.l10n.t('application profile');
  }
}

// Not in the stable types yet, but without it a model is not shown in the picker.
const common = { version: '1', isUserSelectable: true };

/** Says how much a model reads and who says so, or that it is a guess. */
function withLimits(tooltip: string, model: ModelChoice, own: OwnModels): string {
  const { contextTokens } = traitsOf(model);
  if (contextTokens === undefined) {
    const guess = vscode.l10n.t(
      'How much it reads is not known: {0} tokens are assumed. Say it in the setting bedrockChat.modelLimits.',
      formatCount(UNKNOWN_CONTEXT),
    );
    return `${tooltip}\n${guess}`;
  }
  const source = limitsSource(model, own);
  const reads = vscode.l10n.t('Reads {0} tokens', formatCount(contextTokens));
  return `${tooltip}\n${reads}${source === undefined ? '' : ` (${sourceText(source)})`}`;
}

function sourceText(source: LimitsSource): string {
  switch (source.kind) {
    case 'settings':
      return vscode.l10n.t('by your settings');
    case 'family':
      return vscode.l10n.t('as others of its family');
    case 'publicList':
      return vscode.l10n.t('by {0}, {1}', source.name, source.asOf);
    case 'catalog':
      return source.name === 'cards'
        ? vscode.l10n.t('by AWS’s model card, {0}', source.asOf)
        : vscode.l10n.t('by {0}, {1}', 'models.dev', source.asOf);
  }
}

function modelLimits(
  model: ModelChoice,
  listedImages?: boolean,
): Pick<Information, 'maxInputTokens' | 'maxOutputTokens' | 'capabilities'> {
  const traits = traitsOf(model);
  return {
    ...limits(traits.contextTokens ?? UNKNOWN_CONTEXT, traits.maxOutputTokens ?? UNKNOWN_OUTPUT),
    capabilities: {
      // What is not known is let try: VS Code hides a model without tools from its agents.
      toolCalling: traits.tools === undefined || traits.tools === 'stream',
      imageInput: traits.images ?? listedImages ?? false,
    },
  };
}

/** VS Code's limits are for input and output apart, the models' context is for both. */
function limits(
  contextTokens: number,
  outputTokens: number,
): Pick<Information, 'maxInputTokens' | 'maxOutputTokens'> {
  const maxOutputTokens = Math.min(outputTokens, Math.floor(contextTokens / 4));
  return { maxInputTokens: contextTokens - maxOutputTokens, maxOutputTokens };
}

/** The id without vendor, date and version: `claude-sonnet-4-5`. */
function familyOf(modelId: string): string {
  const name = modelId.slice(modelId.lastIndexOf('/') + 1).replace(/^[a-z0-9]+\./, '');
  return name.replace(/(-\d{8})?(-v\d{1,9})?(:\d{1,9}){0,3}$/, '') || 'bedrock';
}
