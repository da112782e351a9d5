import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { invalid, notFound } from './marks';

/** The code of a choice that is left to the user: only models of other vendors are listed. */
export const NO_CLAUDE = 'NoClaudeFound';

/** Failures that another model mends. */
export const modelCauses = {
  needsInferenceProfile: {
    knownBy: [{ ...invalid, words: /on-demand throughput/i }],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        '{0} cannot be called directly in {1}, only through an inference profile. Choose the profile of this model.',
        model,
        region,
      ),
    steps: ['chooseModel'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: 'Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
      },
    ],
  },
  modelNotFound: {
    knownBy: [
      notFound,
      { ...invalid, words: /model identifier is invalid|provided model.*(invalid|not found|doesn't exist)/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, region }) =>
      l10n.t(
        'Bedrock knows no model {0} in {1}. Check the setting, or choose another model or region.',
        model,
        region,
      ),
    steps: ['chooseModel', 'chooseRegion'],
    examples: [
      { name: 'ValidationException', status: 400, says: 'The provided model identifier is invalid.' },
      {
        name: 'ResourceNotFoundException',
        status: 404,
        says: 'Could not resolve the foundation model from the provided model identifier.',
      },
    ],
  },
  noModelFound: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ region, code }) =>
      code === NO_CLAUDE
        ? l10n.t(
            'This account lists no Claude in {0}, and no other model is chosen for you. Choose one, or another region.',
            region,
          )
        : l10n.t(
            'This account lists no chat model in {0}. Choose another region, or type a model id.',
            region,
          ),
    steps: ['chooseModel', 'chooseRegion', 'openModelCatalog'],
    examples: [],
  },
} satisfies Causes;
