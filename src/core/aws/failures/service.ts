import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';
import { unavailable } from './marks';

/** Failures of Bedrock and its models, which may pass. */
export const serviceCauses = {
  modelNotReady: {
    knownBy: [{ names: ['ModelNotReady'] }],
    retry: true,
    billed: 'never',
    sentence: ({ model }) => l10n.t('{0} is not ready yet. Try again in a minute.', model),
    steps: ['retry', 'chooseModel'],
    examples: [
      { name: 'ModelNotReadyException', status: 429, says: 'Model is not ready for inference. Please wait.' },
    ],
  },
  serviceUnavailable: {
    // A model may fail for good, and says so; or AWS says that the same may work in a moment.
    knownBy: [unavailable, { names: ['ModelError'], words: /try (your request |the request )?again/i }],
    retry: true,
    billed: 'maybe',
    sentence: ({ region }) =>
      l10n.t('Bedrock in {0} had a failure of its own. Try again in a moment.', region),
    steps: ['retry', 'chooseRegion'],
    examples: [
      { name: 'InternalServerException', status: 500, says: 'The system encountered an unexpected error.' },
      { status: 502, says: 'Bad gateway' },
      {
        name: 'ModelErrorException',
        status: 424,
        says: 'The system encountered an unexpected error during processing. Try your request again.',
      },
    ],
  },
  modelTimeout: {
    knownBy: [{ names: ['ModelTimeout'] }],
    retry: true,
    billed: 'maybe',
    sentence: ({ model }) => l10n.t('{0} took too long to answer. Try again.', model),
    steps: ['retry', 'chooseModel'],
    examples: [
      { name: 'ModelTimeoutException', status: 408, says: 'Model has timed out in processing the request.' },
    ],
  },
  idleTimeout: {
    knownBy: [],
    retry: false,
    billed: 'maybe',
    sentence: ({ model }) =>
      l10n.t(
        '{0} did not go on for so long that the request was given up. Try again, or allow more time in the settings.',
        model,
      ),
    steps: ['retry', 'openSettings'],
    examples: [],
  },
  streamBroken: {
    knownBy: [{ phase: 'stream' }],
    retry: true,
    billed: 'maybe',
    sentence: () => l10n.t('The connection ended before the answer did.'),
    steps: ['retry'],
    examples: [{ code: 'ECONNRESET', says: 'aborted', phase: 'stream' }],
  },
  malformedToolUse: {
    knownBy: [
      { names: ['ModelStreamError', 'ModelError'], words: /tool ?(use|call|input)/i },
      { names: ['MalformedToolUse'] },
    ],
    // The next time it may write another one.
    retry: true,
    billed: 'maybe',
    sentence: ({ model }) =>
      l10n.t(
        '{0} failed: it called a tool in a way that cannot be read. Try again, ask without that tool, or choose another model.',
        model,
      ),
    steps: ['retry', 'chooseModel'],
    examples: [
      {
        name: 'modelStreamErrorException',
        says: 'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
        phase: 'stream',
      },
    ],
  },
  modelError: {
    knownBy: [{ names: ['ModelError', 'ModelStreamError'] }],
    retry: true,
    billed: 'maybe',
    sentence: ({ model }) =>
      l10n.t('{0} failed while it worked on this request. Try again, or choose another model.', model),
    steps: ['retry', 'chooseModel'],
    examples: [
      {
        name: 'ModelErrorException',
        status: 424,
        says: 'The request failed due to an error while processing the model.',
      },
      { name: 'modelStreamErrorException', says: 'The model failed to go on.', phase: 'stream' },
    ],
  },
} satisfies Causes;
