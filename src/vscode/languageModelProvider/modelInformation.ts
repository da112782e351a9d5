import * as vscode from 'vscode';
import { isEnding } from '../../core/bedrock/models/lifecycle';
import { lifecycleRemarks } from '../../core/bedrock/models/lifecycleText';
import { missingStep } from '../../core/bedrock/models/modelAccess';
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
import { successorOf } from '../../core/bedrock/models/successor';
import { explainMissingStep } from '../../core/chat/missingStepText';
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
 * choice, then what the account lists and can use. A model that is not known is said to take no pictures.
 */
export function modelInformation(
  configured: string,
  listing: Listing | undefined,
  own: OwnModels = noOwnModels,
  nowMs = Date.now(),
): Information[] {
  const listed = (listing?.models ?? []).map((model) => ({ ...model, ...withOwnModels(model, own) }));
  const automatic = automaticInformation(listing?.denied ?? []);
  const known = { listed, region: listing?.region ?? '', nowMs, own };
  const first = configured === '' ? [automatic] : [configuredInformation(configured, known), automatic];
  const others = listed
    .filter((model) => model.id !== configured && missingStep(model) === undefined)
    .map((model) => listedInformation(model, known));
  return [...first, ...others];
}

/** What is known of the account's models, and the instant by which is judged what ends soon. */
interface KnownOfAccount {
  readonly listed: readonly ListedModel[];
  readonly region: string;
  readonly nowMs: number;
  readonly own: OwnModels;
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

function configuredInformation(id: string, account: KnownOfAccount): Information {
  const known = account.listed.find((model) => model.id === id);
  if (known !== undefined) {
    return listedInformation(known, account);
  }
  const { own } = account;
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

function listedInformation(model: ListedModel, account: KnownOfAccount): Information {
  const { id, modelId, label, provider } = model;
  const { region, nowMs } = account;
  const remarks = [placeOf(model, region), ...lifecycleRemarks(model, nowMs)];
  const told = [
    vscode.l10n.t('{0} by {1}, in your AWS account', id, provider),
    ...endText(model, account),
    ...stepText(model, region),
  ];
  return {
    ...common,
    ...modelLimits(model, model.images),
    id,
    name: `${label} (Bedrock)`,
    family: familyOf(modelId),
    detail: remarks.join(', '),
    tooltip: withLimits(told.join('\n'), model, account.own),
  };
}

/** Names what to use in place of a model that ends. */
function endText(model: ListedModel, { listed, nowMs }: KnownOfAccount): string[] {
  if (!isEnding(model, nowMs)) {
    return [];
  }
  const successor = successorOf(model.id, listed, nowMs);
  return [
    successor === undefined
      ? vscode.l10n.t('AWS is retiring this model. Choose another one.')
      : vscode.l10n.t('AWS is retiring this model. Use {0} ({1}) instead.', successor.label, successor.id),
  ];
}

/** Says of the model of the settings why the account cannot use it yet. */
function stepText(model: ListedModel, region: string): string[] {
  const step = missingStep(model);
  return step === undefined ? [] : [explainMissingStep(step, { ...model, region }).message];
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
