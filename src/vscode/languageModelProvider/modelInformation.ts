import * as vscode from 'vscode';
import { configuredModel, type ListedModel } from '../../core/bedrock/models/modelChoice';
import type { Listing } from '../../core/bedrock/models/modelStore';
import { contextTokensOf, modelTraits } from '../../core/bedrock/models/modelTraits';

/**
 * Stands for "no model set": the newest Claude Sonnet of the account, found out at the first question.
 * Not `auto`: VS Code takes a model of that id for one of its own.
 */
export const AUTOMATIC = 'newest-claude-sonnet';

/* The least context of the newest Claude Sonnet; see contextTokensOf. */
const AUTOMATIC_CONTEXT = 200_000;
const AUTOMATIC_OUTPUT = 64_000;
/* The least output of a model in one answer, where it is not known. */
const UNKNOWN_OUTPUT = 4_096;

type Information = vscode.LanguageModelChatInformation;

/**
 * The models as VS Code is told of them that can be picked: the one of the settings first, then the automatic
 * choice, then what the account lists. A model that is not known is said to take no pictures.
 */
export function modelInformation(configured: string, listing: Listing | undefined): Information[] {
  const listed = listing?.models ?? [];
  const automatic = automaticInformation();
  const first =
    configured === ''
      ? [automatic]
      : [configuredInformation(configured, listed, listing?.region ?? ''), automatic];
  const others = listed
    .filter(({ id }) => id !== configured)
    .map((model) => listedInformation(model, listing?.region ?? ''));
  return [...first, ...others];
}

function automaticInformation(): Information {
  return {
    ...common,
    id: AUTOMATIC,
    name: 'Claude Sonnet (Bedrock)',
    family: 'claude-sonnet',
    detail: 'Amazon Bedrock',
    tooltip: vscode.l10n.t('The newest Claude Sonnet that your AWS account lists'),
    ...limits(AUTOMATIC_CONTEXT, AUTOMATIC_OUTPUT),
    capabilities: { toolCalling: true, imageInput: true },
  };
}

function configuredInformation(id: string, listed: readonly ListedModel[], region: string): Information {
  const known = listed.find((model) => model.id === id);
  if (known !== undefined) {
    return listedInformation(known, region);
  }
  const { label, modelId } = configuredModel(id);
  return {
    ...common,
    ...modelLimits(modelId),
    id,
    name: `${label} (Bedrock)`,
    family: familyOf(modelId),
    detail: 'Amazon Bedrock',
    tooltip: vscode.l10n.t('{0} in your AWS account', id),
  };
}

function listedInformation(model: ListedModel, region: string): Information {
  const { id, modelId, label, provider, legacy } = model;
  const remarks = [
    placeOf(model, region),
    ...(legacy
      ? [vscode.l10n.t({ message: 'legacy', comment: ['Of a model: superseded, as AWS calls it'] })]
      : []),
  ];
  return {
    ...common,
    ...modelLimits(modelId, model.images),
    id,
    name: `${label} (Bedrock)`,
    family: familyOf(modelId),
    detail: remarks.join(', '),
    tooltip: vscode.l10n.t('{0} by {1}, in your AWS account', id, provider),
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

function modelLimits(
  modelId: string,
  listedImages?: boolean,
): Pick<Information, 'maxInputTokens' | 'maxOutputTokens' | 'capabilities'> {
  const traits = modelTraits(modelId);
  return {
    ...limits(contextTokensOf(modelId), traits.maxOutputTokens ?? UNKNOWN_OUTPUT),
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
