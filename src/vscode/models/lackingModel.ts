import * as vscode from 'vscode';
import type { ListedModel } from '../../core/bedrock/models/modelChoice';
import { missingStep } from '../../core/bedrock/models/modelAccess';
import { actionLabel } from '../../core/chat/explain';
import { explainMissingStep } from '../../core/chat/missingStepText';
import { isGlobalAction, runAction } from '../platform/actions';
import { showWarning } from '../platform/notify';

/**
 * Says which step is missing for a model that the account cannot use yet, with the buttons that lead to it; true where
 * the user takes the model all the same, or nothing is missing.
 */
export async function takesAllTheSame(model: ListedModel, region: string): Promise<boolean> {
  const step = missingStep(model);
  if (step === undefined) {
    return true;
  }
  const { message, actions } = explainMissingStep(step, { ...model, region });
  const offered = actions.filter(isGlobalAction);
  const allTheSame = vscode.l10n.t({
    message: 'Use It All the Same',
    comment: ['A button: uses a model of which AWS says that the account cannot use it'],
  });
  const chosen = await showWarning(message, ...offered.map(actionLabel), allTheSame);
  const action = offered.find((id) => actionLabel(id) === chosen);
  if (action !== undefined) {
    await runAction(action, region);
  }
  return chosen === allTheSame;
}
