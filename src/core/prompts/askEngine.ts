import * as l10n from '@vscode/l10n';
import { textMessage } from '../bedrock/content';
import { isWorthRetrying } from '../aws/errors';
import { schemaTexts } from '../bedrock/structure/schemaText';
import { stopNotices } from '../chat/endNotices';
import type { ChatEngine } from '../chat/chatEngine';
import { InvalidCapError, OverBudgetError } from '../spending/budgetErrors';
import type { CheckAnswer } from './answerChecks';
import { RUN_CAP } from './runBudget';
import type { AskStep } from './runner';

/** Asks the steps of runs through the engine that all surfaces share, so that they share its limits too. */
export function askThrough(engine: Pick<ChatEngine, 'ask'>, check: CheckAnswer): AskStep {
  return async (step, runId, signal, budget) => {
    const outcome = await engine.ask({
      surface: 'prompts',
      conversationId: runId,
      messages: [textMessage('user', step.text)],
      // What is on disk already is the run's to say; a cached answer would hide a second sample.
      bypassCache: true,
      ...(step.model !== '' && { model: step.model }),
      // As it was when the run was planned, which is what the step's key says.
      systemPrompt: step.settingsPrompt,
      ...(step.system !== '' && { instructions: step.system }),
      parameters: step.parameters,
      ...(step.answerSchema === undefined ? {} : { answerSchema: step.answerSchema }),
      budget,
      signal,
      onEvent: () => undefined,
    });
    if (outcome.type === 'cancelled') {
      return { type: 'cancelled' };
    }
    if (outcome.type === 'notCalled') {
      const { reason, cause } = outcome.error;
      if (isOfRun(cause)) {
        return { type: 'overBudget', message: outcome.problem.message };
      }
      const failed = {
        type: 'failed',
        code: reason,
        message: outcome.problem.message,
        worthRetrying: isWorthRetrying(reason),
      } as const;
      return cause instanceof OverBudgetError ? { ...failed, isSharedBudget: true } : failed;
    }
    const { result, model, problem } = outcome;
    if (result.outcome === 'cancelled') {
      return { type: 'cancelled' };
    }
    if (result.outcome === 'blocked') {
      return {
        type: 'failed',
        code: 'blocked',
        message:
          result.stopReason === 'refusal'
            ? stopNotices(result).join(' ')
            : l10n.t('A guardrail blocked the prompt or its answer.'),
        worthRetrying: false,
      };
    }
    if (result.error !== undefined) {
      return {
        type: 'failed',
        code: result.error.reason,
        message: problem?.message ?? result.error.message,
        worthRetrying: isWorthRetrying(result.error.reason),
      };
    }
    const { usage, schemaCheck } = result;
    const checks = step.checks.filter(({ schema }) => schema === undefined);
    // The engine has held it against its schema, and knows whether it came to its end.
    const misfits = schemaCheck === undefined ? [] : schemaTexts(schemaCheck);
    // Another answer costs money, and is no better where it is the schema that nothing can be held against.
    const isMisfit =
      schemaCheck?.isWhole === true && schemaCheck.faults.some(({ isUnchecked }) => isUnchecked !== true);
    return {
      type: 'answered',
      ...(isMisfit ? { misfit: misfits.join(' ') } : {}),
      result: {
        text: result.text,
        modelId: model.modelId,
        modelLabel: model.label,
        invocationId: result.invocationId,
        inputTokens: usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens,
        outputTokens: usage.outputTokens,
        costUsd: result.cost?.usd ?? null,
        latencyMs: Math.round(result.latencyMs),
        stopReason: result.stopReason ?? null,
        failedChecks: [...(await check(result.text, checks)), ...misfits],
      },
    };
  };
}

/** Whether it was the run's own budget that let nothing be sent. */
function isOfRun(refusal: unknown): boolean {
  return refusal instanceof OverBudgetError
    ? refusal.state.period === 'run'
    : refusal instanceof InvalidCapError && refusal.setting === RUN_CAP;
}
