import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { denied } from './marks';

/** Models that the account does not have yet. */
export const modelAccessCauses = {
  modelAccessNotGranted: {
    knownBy: [{ ...denied, words: /don['’]t have access to the model|model access|marketplace/i }],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'Bedrock refused the request: this account has not been granted {0} in {1}. Open the model there to see what is missing, such as a form of its provider or the right to subscribe, or choose another model.',
        model,
        region,
      ),
    steps: ['openModelCatalog', 'chooseModel', 'retry'],
    examples: [
      {
        name: 'AccessDeniedException',
        status: 403,
        says: "You don't have access to the model with the specified model ID.",
      },
    ],
  },
} satisfies Causes;
