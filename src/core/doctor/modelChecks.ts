import * as l10n from '@vscode/l10n';
import { classifyError, isAboutPermissions, isWorthRetrying, type BedrockError } from '../aws/errors';
import {
  countFoundationModels,
  countInferenceProfiles,
  tryConverse,
  tryStream,
  type TrialOptions,
} from '../bedrock/probes';
import { modelApi } from '../bedrock/models/modelApi';
import type { Connection } from '../bedrock/connection';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import { operationName } from '../bedrock/wire/apiOf';
import type { CheckId } from '../../protocol/doctor';
import { step, type Check, type Finding } from './check';
import { firstStep, sentenceOf } from './explained';
import type { DiagnosisRun } from './diagnosisRun';
import { formatDuration } from '../../shared/format';

/* Checks that a call with credentials needs to be worth trying. */
const NEEDS: readonly CheckId[] = ['settings', 'region', 'credentials', 'identity', 'reachable'];
const UNLESS: readonly CheckId[] = ['clock'];
const LIST_MS = 15_000;
const CALL_MS = 45_000;
/* A user reads the question and decides. */
const CONSENT_MS = 180_000;

/** Whether this account may list its models. */
export function listingCheck(run: DiagnosisRun): Check {
  return {
    id: 'listing',
    title: l10n.t('List of models'),
    needs: NEEDS,
    unlessFailed: UNLESS,
    timeoutMs: LIST_MS * 2,
    run: async (signal) => {
      const connection = await run.connection();
      const { region } = connection;
      const tried = l10n.t('Listed models and inference profiles in {0}.', region);
      let asking = 'bedrock:ListFoundationModels';
      try {
        const models = await countFoundationModels(connection, signal);
        asking = 'bedrock:ListInferenceProfiles';
        const profiles = await countInferenceProfiles(connection, signal);
        if (models + profiles === 0) {
          return {
            tried,
            status: 'failed',
            result: l10n.t('Bedrock lists no model that writes text in {0}.', region),
            fix: l10n.t('Choose another region.'),
            action: step('chooseRegion'),
          };
        }
        const result = l10n.t('{0} models and {1} profiles are listed.', models, profiles);
        return { tried, status: 'ok', result };
      } catch (error) {
        return { tried, status: 'failed', ...notListed(classifyError(error), asking, region) };
      }
    },
  };
}

function notListed(
  error: BedrockError,
  permission: string,
  region: string,
): Required<Pick<Finding, 'result' | 'fix' | 'action'>> {
  if (isAboutPermissions(error.reason)) {
    return {
      result: l10n.t(
        'These credentials may not list what there is: {0} ({1})',
        error.detail.message,
        error.detail.code,
      ),
      fix: l10n.t(
        'Ask for the IAM permission {0}. Without it questions work all the same once a model’s id is typed in.',
        permission,
      ),
      action: { id: 'chooseModel', label: l10n.t('Type a Model’s Id…') },
    };
  }
  return {
    result: sentenceOf(error, { region }),
    fix: l10n.t('Try again; if it stays like this, look into the log.'),
    action: step('showLog'),
  };
}

/** Whether the model that questions go to answers: a call of one token, once the user agreed. */
export function modelCheck(run: DiagnosisRun): Check {
  const title = l10n.t({ message: 'Model answers', comment: ['Name of a check: whether the model answers'] });
  return trialCheck(run, { id: 'model', title, needs: NEEDS }, async (chosen, options) => {
    const connection = await run.modelConnection();
    const isConverse = modelApi(chosen).name === 'converse';
    const tried = isConverse
      ? l10n.t('Asked {0} for one token (Converse).', chosen.id)
      : l10n.t('Asked {0} for a few tokens ({1}).', chosen.id, operationOf(chosen, connection));
    const trial = await tryConverse(connection, options);
    if (trial.error === undefined) {
      return {
        tried,
        status: 'ok',
        result: l10n.t('{0} answered after {1}.', chosen.label, formatDuration(trial.latencyMs)),
      };
    }
    const { error } = trial;
    const result = sentenceOf(error, {
      region: connection.region,
      modelLabel: chosen.label,
      modelId: chosen.id,
      credentials: connection.credentials,
    });
    // Questions are asked by streaming, which needs another permission.
    if (isConverse && isAboutPermissions(error.reason)) {
      return {
        tried,
        status: 'warning',
        result: l10n.t(
          'These credentials may not call the model without streaming: {0} ({1})',
          error.detail.message,
          error.detail.code,
        ),
        fix: l10n.t(
          'Ask for the IAM permission bedrock:InvokeModel. Questions in the chat stream and do not need it.',
        ),
      };
    }
    return { tried, result, ...modelFix(error) };
  });
}

function operationOf(model: ModelChoice, connection: Connection): string {
  return operationName({ model, parameters: {} }, connection);
}

/** Whether answers arrive bit by bit, as they are written. */
export function streamingCheck(run: DiagnosisRun): Check {
  const check = { id: 'streaming', title: l10n.t('Streaming'), needs: [...NEEDS, 'model'] } as const;
  return trialCheck(run, check, async (chosen, options) => {
    const connection = await run.modelConnection();
    const tried = l10n.t('Asked {0} to count to 30 ({1}).', chosen.id, operationOf(chosen, connection));
    const { error, pieces, serverMs, spreadMs } = await tryStream(connection, options);
    if (error !== undefined) {
      return { tried, ...streamRefused(error, connection.region, chosen) };
    }
    // Written over a while, arrived at one stroke: somebody in between waited for the end.
    if (pieces >= 10 && serverMs >= 500 && spreadMs < serverMs * 0.05) {
      return {
        tried,
        status: 'warning',
        result: l10n.t(
          'The answer took Bedrock {0} to write and then arrived at one stroke: something on the way, most likely a proxy, holds it back.',
          formatDuration(serverMs),
        ),
        fix: l10n.t(
          'Ask who runs the proxy not to buffer or scan application/vnd.amazon.eventstream from {0}, or add that host to http.noProxy.',
          (await run.endpoints()).runtime.url.hostname,
        ),
      };
    }
    return { tried, status: 'ok', result: l10n.t('The answer arrived in {0} pieces.', pieces) };
  });
}

/** A check that calls the model, once the user agreed. */
function trialCheck(
  run: DiagnosisRun,
  check: Pick<Check, 'id' | 'title' | 'needs'>,
  attempt: (chosen: ModelChoice, options: TrialOptions) => Promise<Finding>,
): Check {
  return {
    ...check,
    unlessFailed: UNLESS,
    timeoutMs: CONSENT_MS + CALL_MS,
    run: async (signal) => {
      const chosen = await agreedModel(run, signal);
      if ('status' in chosen) {
        return chosen;
      }
      return attempt(chosen, {
        model: chosen,
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
        observer: run.subject.observer,
        price: run.subject.price,
      });
    },
  };
}

function streamRefused(error: BedrockError, region: string, model: ModelChoice): Omit<Finding, 'tried'> {
  if (isAboutPermissions(error.reason)) {
    return {
      status: 'failed',
      result: l10n.t(
        'These credentials may not stream from this model: {0} ({1})',
        error.detail.message,
        error.detail.code,
      ),
      fix: l10n.t(
        'Ask for the IAM permission bedrock:InvokeModelWithResponseStream for {0}; bedrock:InvokeModel alone does not include it.',
        model.id,
      ),
      action: step('chooseModel'),
    };
  }
  return {
    result: sentenceOf(error, { region, modelLabel: model.label, modelId: model.id }),
    ...modelFix(error),
  };
}

/** The fix for a model that did not answer. */
function modelFix(error: BedrockError): Pick<Required<Finding>, 'status' | 'fix' | 'action'> {
  switch (error.reason) {
    case 'modelAccessNotGranted':
      return {
        status: 'failed',
        fix: l10n.t(
          'Open the model in the Bedrock console’s model catalog: its provider may ask for a form once. The first call subscribes to it, which may need aws-marketplace:Subscribe and takes some minutes.',
        ),
        action: step('openModelCatalog'),
      };
    case 'needsInferenceProfile':
      return {
        status: 'failed',
        fix: l10n.t('Choose the inference profile of this model.'),
        action: step('chooseModel'),
      };
    case 'modelNotFound':
      return {
        status: 'failed',
        fix: l10n.t('Choose a model that is listed in this region.'),
        action: step('chooseModel'),
      };
    case 'throttled':
    case 'outOfCapacity':
    case 'modelNotReady':
    case 'serviceUnavailable':
    case 'modelTimeout':
      return {
        status: 'warning',
        fix: l10n.t('Wait a minute and try again.'),
        action: step('chooseModel'),
      };
    case 'validation':
      return {
        status: 'warning',
        fix: l10n.t('The model did not take this small test; ask it something to see whether it works.'),
        action: step('chooseModel'),
      };
    default:
      return {
        status: 'failed',
        fix: isWorthRetrying(error.reason)
          ? l10n.t('Try again, or choose another model.')
          : l10n.t('Take the step that is said there, or choose another model.'),
        action: step(firstStep(error)),
      };
  }
}

/** The model to call, or the finding that says why none is called. */
async function agreedModel(run: DiagnosisRun, signal: AbortSignal): Promise<ModelChoice | Finding> {
  let model: ModelChoice;
  try {
    model = await run.model();
  } catch (error) {
    const failure = classifyError(error);
    return {
      tried: l10n.t('Looked for the model that questions go to.'),
      status: 'skipped',
      result:
        failure.reason === 'noModelFound'
          ? l10n.t(
              'Not tried: no model is set in bedrockChat.model. {0}',
              sentenceOf(failure, await run.modelConnection()),
            )
          : l10n.t('Not tried: no model is set in bedrockChat.model, and the list cannot be had.'),
      fix: l10n.t('Type a model’s id.'),
      action: step('chooseModel'),
    };
  }
  const time = AbortSignal.timeout(CONSENT_MS);
  const both = AbortSignal.any([time, signal]);
  const nobody = new Promise<false>((resolve) => {
    both.addEventListener('abort', () => resolve(false), { once: true });
  });
  if (await Promise.race([run.mayCall(model.label, both), nobody])) {
    return model;
  }
  return {
    tried: '',
    status: 'skipped',
    result: l10n.t('Not tried: {0} was not to be called.', model.label),
  };
}
