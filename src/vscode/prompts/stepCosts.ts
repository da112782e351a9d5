import * as vscode from 'vscode';
import { configuredModel } from '../../core/bedrock/models/modelChoice';
import { withOwnModels, type OwnModels } from '../../core/bedrock/models/ownModels';
import type { Pricer } from '../../core/bedrock/pricing';
import { estimateSteps, type EstimateContext, type StepsEstimate } from '../../core/prompts/estimateSteps';
import type { StepGroup } from '../../protocol/promptWorker';
import { chatSettings } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import { formatCount, formatUsd } from '../../shared/format';

/** Says what steps will take, by the settings as they are. */
export class StepCosts {
  constructor(
    private readonly settings: Settings,
    private readonly price: Pricer,
    private readonly own: () => OwnModels,
  ) {}

  /**
   * Estimates by the settings as they are now; to be kept while many are made. `automatic` is the id of the model
   * that answers where none is named, as far as one has.
   */
  estimator(automatic?: string): (groups: readonly StepGroup[]) => StepsEstimate {
    const context: EstimateContext = {
      price: this.price,
      region: this.settings.get('region') || 'us-east-1',
      parameters: chatSettings(this.settings).parameters,
      modelOf: (model) => {
        const id = model === '' ? automatic : model;
        return id === undefined ? undefined : withOwnModels(configuredModel(id), this.own());
      },
    };
    return (groups) => estimateSteps(groups, context);
  }
}

/** The input, and the cost from the input alone to answers as long as they may become. */
export function estimateText({ inputTokens, minCostUsd, maxCostUsd }: StepsEstimate): string {
  const tokens = formatCount(inputTokens);
  if (minCostUsd === undefined) {
    return vscode.l10n.t('~{0} tokens', tokens);
  }
  return maxCostUsd === undefined
    ? vscode.l10n.t('~{0} tokens, from {1}', tokens, formatUsd(minCostUsd))
    : vscode.l10n.t('~{0} tokens, {1} to {2}', tokens, formatUsd(minCostUsd), formatUsd(maxCostUsd));
}

/** How many tokens a run took. */
export function tokensText(tokens: number): string {
  return tokens === 1 ? vscode.l10n.t('1 token') : vscode.l10n.t('{0} tokens', formatCount(tokens));
}

/** The most that steps cost, as a sentence. */
export function maxCostText({ maxCostUsd }: StepsEstimate): string {
  return maxCostUsd === undefined
    ? vscode.l10n.t('What that may cost is not known.')
    : vscode.l10n.t('That may cost up to {0}.', formatUsd(maxCostUsd));
}
