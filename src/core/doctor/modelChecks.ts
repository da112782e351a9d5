import { classifyError, type BedrockError } from '../aws/errors';
import {
  countFoundationModels,
  countInferenceProfiles,
  tryConverse,
  tryStream,
  type TrialOptions,
} from '../bedrock/probes';
import type { ModelChoice } from '../bedrock/models/modelChoice';
import type { CheckId } from '../../protocol/doctor';
import { actions, type Check, type Finding } from './check';
import { sentenceOf } from './explained';
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
    title: 'List of models',
    needs: NEEDS,
    unlessFailed: UNLESS,
    timeoutMs: LIST_MS * 2,
    run: async (signal) => {
      const connection = await run.connection();
      const { region } = connection;
      const tried = `Listed models and inference profiles in ${region}.`;
      let asking = 'bedrock:ListFoundationModels';
      try {
        const models = await countFoundationModels(connection, signal);
        asking = 'bedrock:ListInferenceProfiles';
        const profiles = await countInferenceProfiles(connection, signal);
        if (models + profiles === 0) {
          return {
            tried,
            status: 'failed',
            result: `Bedrock lists no model that writes text in ${region}.`,
            fix: 'Choose another region.',
            action: actions.chooseRegion,
          };
        }
        return { tried, status: 'ok', result: `${models} models and ${profiles} profiles are listed.` };
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
  if (error.reason === 'accessDenied') {
    return {
      result: `These credentials may not list what there is: ${error.detail.message} (${error.detail.code})`,
      fix: `Ask for the IAM permission ${permission}. Without it questions work all the same once a model’s id is typed in.`,
      action: { ...actions.chooseModel, label: 'Type a Model’s Id…' },
    };
  }
  return {
    result: sentenceOf(error, { region }),
    fix: 'Try again; if it stays like this, look into the log.',
    action: actions.showLog,
  };
}

/** Whether the model that questions go to answers: a call of one token, once the user agreed. */
export function modelCheck(run: DiagnosisRun): Check {
  return trialCheck(run, { id: 'model', title: 'Model answers', needs: NEEDS }, async (chosen, options) => {
    const tried = `Asked ${chosen.id} for one token (Converse).`;
    const connection = await run.connection();
    const trial = await tryConverse(connection, options);
    if (trial.error === undefined) {
      return {
        tried,
        status: 'ok',
        result: `${chosen.label} answered after ${formatDuration(trial.latencyMs)}.`,
      };
    }
    const { error } = trial;
    const result = sentenceOf(error, {
      region: connection.region,
      modelLabel: chosen.label,
      credentials: connection.credentials,
    });
    // Questions are asked by streaming, which needs another permission.
    if (error.reason === 'accessDenied') {
      return {
        tried,
        status: 'warning',
        result: `These credentials may not call the model without streaming: ${error.detail.message} (${error.detail.code})`,
        fix: 'Ask for the IAM permission bedrock:InvokeModel. Questions in the chat stream and do not need it.',
      };
    }
    return { tried, result, ...modelFix(error) };
  });
}

/** Whether answers arrive bit by bit, as they are written. */
export function streamingCheck(run: DiagnosisRun): Check {
  const check = { id: 'streaming', title: 'Streaming', needs: [...NEEDS, 'model'] } as const;
  return trialCheck(run, check, async (chosen, options) => {
    const tried = `Asked ${chosen.id} to count to 30 (ConverseStream).`;
    const connection = await run.connection();
    const { error, pieces, serverMs, spreadMs } = await tryStream(connection, options);
    if (error !== undefined) {
      return { tried, ...streamRefused(error, connection.region, chosen) };
    }
    // Written over a while, arrived at one stroke: somebody in between waited for the end.
    if (pieces >= 10 && serverMs >= 500 && spreadMs < serverMs * 0.05) {
      return {
        tried,
        status: 'warning',
        result: `The answer took Bedrock ${formatDuration(serverMs)} to write and then arrived at one stroke: something on the way, most likely a proxy, holds it back.`,
        fix: `Ask who runs the proxy not to buffer or scan application/vnd.amazon.eventstream from ${(await run.endpoints()).runtime.url.hostname}, or add that host to http.noProxy.`,
      };
    }
    return { tried, status: 'ok', result: `The answer arrived in ${pieces} pieces.` };
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
  if (error.reason === 'accessDenied') {
    return {
      status: 'failed',
      result: `These credentials may not stream from this model: ${error.detail.message} (${error.detail.code})`,
      fix: `Ask for the IAM permission bedrock:InvokeModelWithResponseStream for ${model.id}; bedrock:InvokeModel alone does not include it.`,
      action: actions.chooseModel,
    };
  }
  return { result: sentenceOf(error, { region, modelLabel: model.label }), ...modelFix(error) };
}

/** The fix for a model that did not answer. */
function modelFix(error: BedrockError): Pick<Required<Finding>, 'status' | 'fix' | 'action'> {
  switch (error.reason) {
    case 'modelAccessNotGranted':
      return {
        status: 'failed',
        fix: 'Open the model in the Bedrock console’s model catalog: its provider may ask for a form once. The first call subscribes to it, which may need aws-marketplace:Subscribe and takes some minutes.',
        action: actions.openModelCatalog,
      };
    case 'needsInferenceProfile':
      return {
        status: 'failed',
        fix: 'Choose the inference profile of this model.',
        action: actions.chooseModel,
      };
    case 'modelNotFound':
      return {
        status: 'failed',
        fix: 'Choose a model that is listed in this region.',
        action: actions.chooseModel,
      };
    case 'throttled':
    case 'modelNotReady':
    case 'serviceUnavailable':
    case 'modelTimeout':
      return { status: 'warning', fix: 'Wait a minute and try again.', action: actions.chooseModel };
    case 'validation':
      return {
        status: 'warning',
        fix: 'The model did not take this small test; ask it something to see whether it works.',
        action: actions.chooseModel,
      };
    default:
      return {
        status: 'failed',
        fix: 'Try again, or choose another model.',
        action: actions.chooseModel,
      };
  }
}

/** The model to call, or the finding that says why none is called. */
async function agreedModel(run: DiagnosisRun, signal: AbortSignal): Promise<ModelChoice | Finding> {
  let model: ModelChoice;
  try {
    model = await run.model();
  } catch (error) {
    const { reason } = classifyError(error);
    const why = reason === 'noModelFound' ? 'none is listed' : 'the list cannot be had';
    return {
      tried: 'Looked for the model that questions go to.',
      status: 'skipped',
      result: `Not tried: no model is set in bedrockChat.model, and ${why}.`,
      fix: 'Type a model’s id.',
      action: actions.chooseModel,
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
  return { tried: '', status: 'skipped', result: `Not tried: ${model.label} was not to be called.` };
}
