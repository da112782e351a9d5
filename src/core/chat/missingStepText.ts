import * as l10n from '@vscode/l10n';
import type { ActionId } from '../../protocol/chatPanel';
import type { MissingStep, ModelAccess } from '../bedrock/models/modelChoice';

/** A model that the account cannot use yet, and where. */
export interface LackingModel {
  readonly label: string;
  readonly modelId: string;
  readonly region: string;
}

/** The step that is missing, in a sentence, and the buttons that lead to it, the most helpful first. */
export function explainMissingStep(
  step: MissingStep,
  { label, modelId, region }: LackingModel,
): { readonly message: string; readonly actions: readonly ActionId[] } {
  switch (step) {
    case 'agreement':
      return {
        message: l10n.t(
          '{0} needs an agreement that this account does not have in {1}. The model’s page in the Bedrock console’s model catalog has its terms, and says what is in the way. List the models again afterwards.',
          label,
          region,
        ),
        actions: ['openModelCatalog', 'openSupport'],
      };
    case 'entitlement':
      return {
        message: l10n.t(
          'This account has an agreement for {0}, but is not entitled to the model in {1}. After a new agreement that takes up to 15 minutes; list the models again then. If it stays so, ask AWS Support.',
          label,
          region,
        ),
        actions: ['openModelCatalog', 'openSupport'],
      };
    case 'authorization':
      return modelId.startsWith('anthropic.')
        ? {
            message: l10n.t(
              'AWS does not authorize this account for {0} in {1}. Anthropic asks each AWS account once for its use case: where that form has not been sent, fill it in and list the models again about 15 minutes later. Where it has been sent, ask AWS Support, or whoever manages the account.',
              label,
              region,
            ),
            actions: ['openUseCaseForm', 'openSupport'],
          }
        : {
            message: l10n.t(
              'AWS does not authorize this account for {0} in {1}. Ask AWS Support, or whoever manages the account, to open the model to it.',
              label,
              region,
            ),
            actions: ['openModelCatalog', 'openSupport'],
          };
    case 'region':
      return {
        message: l10n.t(
          'AWS lists {0} in {1}, but says that it is not available there. Choose another region, or an inference profile of the model.',
          label,
          region,
        ),
        actions: ['chooseRegion', 'openModelCatalog'],
      };
  }
}

/** The same in a few words, beside a model's name. */
export function accessRemark(access: ModelAccess): string {
  switch (access) {
    case 'subscribes':
      return l10n.t({
        message: 'first call subscribes',
        comment: ['Of a model: the first call subscribes the AWS account to it'],
      });
    case 'agreement':
      return l10n.t({
        message: 'agreement missing',
        comment: ['Of a model that the account cannot use yet'],
      });
    case 'entitlement':
      return l10n.t({
        message: 'not entitled yet',
        comment: ['Of the account, which cannot use a model yet'],
      });
    case 'authorization':
      return l10n.t({ message: 'not authorized', comment: ['Of the account, which cannot use a model yet'] });
    case 'region':
      return l10n.t({
        message: 'not available in this region',
        comment: ['Of a model that the account cannot use yet'],
      });
  }
}
