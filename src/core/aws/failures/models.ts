import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { invalid, notFound, refused } from './marks';

/** The code of a choice that is left to the user: only models of other vendors are listed. */
export const NO_CLAUDE = 'NoClaudeFound';
/** The same where every Claude is legacy or ends soon. */
export const ENDING_CLAUDE = 'OnlyEndingClaudeFound';
/** The same where the account cannot use those that do not end. */
export const UNUSABLE_CLAUDE = 'NoUsableClaudeFound';

/** Failures that another model mends. */
export const modelCauses = {
  modelLegacy: {
    knownBy: [{ ...refused, words: /marked (by \w+ )?as legacy|legacy model|model is (in )?legacy/i }],
    retry: false,
    billed: 'never',
    sentence: ({ modelId }) =>
      l10n.t(
        'The provider of {0} has marked it as legacy, and AWS keeps legacy models for accounts that have used them in the last weeks. Choose an active model, such as its successor.',
        modelId,
      ),
    steps: ['chooseModel', 'openModelCatalog'],
    examples: [
      {
        name: 'ResourceNotFoundException',
        status: 404,
        says: 'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days.',
      },
    ],
  },
  modelRetired: {
    knownBy: [
      {
        ...refused,
        words:
          /end[ -]of[ -](its )?life|reached (its |the )?(EOL|end)|\bmodel( version)? (\S+ )?(has been|is|was) (retired|deprecated|discontinued)|\bmodel\b.{0,80}no longer (available|supported|offered)/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ modelId }) =>
      l10n.t(
        '{0} has reached the end of its life: AWS has retired it. Choose an active model, such as its successor, also where its id is written in settings and prompt files.',
        modelId,
      ),
    steps: ['chooseModel', 'openModelCatalog'],
    examples: [
      {
        name: 'ResourceNotFoundException',
        status: 404,
        says: 'This model version has reached the end of its life.',
      },
      {
        name: 'ValidationException',
        status: 400,
        says: 'The model anthropic.claude-v2 is no longer available.',
      },
    ],
  },
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
  wrongApi: {
    knownBy: [
      {
        ...refused,
        words:
          /supported on this route|does(n['’]t| not) support the ['‘"`]?\/?[\w/.-]+['’"`]? api|does(n['’]t| not) support (the )?(converse|chat)|action does(n['’]t| not) support the model/i,
      },
      { ...invalid, words: /converse.{0,40}not supported|unsupported model for converse/i },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ model, words }) =>
      l10n.t(
        '{0} does not take questions through the API of Bedrock that was asked: {1}. Choose another model.',
        model,
        words.replace(/\.$/, ''),
      ),
    steps: ['chooseModel', 'openModelCatalog'],
    examples: [
      {
        name: 'ValidationException',
        status: 400,
        says: "The model 'openai.gpt-5.5' does not support the '/v1/chat/completions' API.",
      },
      { name: 'invalid_request_error', status: 400, says: "This model isn't supported on this route." },
      {
        name: 'ValidationException',
        status: 400,
        says: "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
      },
    ],
  },
  modelNotFound: {
    knownBy: [
      notFound,
      {
        ...refused,
        words:
          /model identifier is invalid|provided model.*(invalid|not found|doesn['’]t exist)|at ['’]modelId['’] failed|not (supported|available) in (this|the|your) region|model_not_found/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ modelId, region }) =>
      l10n.t(
        'Bedrock knows no model {0} in {1}. Check the setting, or choose another model or region.',
        modelId,
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
      {
        name: 'ValidationException',
        status: 400,
        says: "1 validation error detected: Value 'a b' at 'modelId' failed to satisfy constraint",
      },
    ],
  },
  noModelFound: {
    knownBy: [],
    retry: false,
    billed: 'never',
    sentence: ({ region, code }) => {
      switch (code) {
        case NO_CLAUDE:
          return l10n.t(
            'This account lists no Claude in {0}, and no other model is chosen for you. Choose one, or another region.',
            region,
          );
        case ENDING_CLAUDE:
          return l10n.t(
            'Each Claude that this account lists in {0} is legacy or ends within 60 days, and such a model is not chosen for you. Choose a model, or another region.',
            region,
          );
        case UNUSABLE_CLAUDE:
          return l10n.t(
            'There is no Claude in {0} that can be used by this account yet and lasts. Choose a model: the list says which step is missing for each.',
            region,
          );
        default:
          return l10n.t(
            'This account lists no chat model in {0}. Choose another region, or type a model id.',
            region,
          );
      }
    },
    steps: ['chooseModel', 'chooseRegion', 'openModelCatalog'],
    examples: [],
  },
} satisfies Causes;
