import type { BedrockError } from '../../aws/errors';
import { explainError } from '../explain';
import type { ChatOutcome } from '../question';
import type { ResolvedQuestion } from './step';

/** The end of a question that is not sent at all. */
export function notSent({ model, connection }: ResolvedQuestion, error: BedrockError): ChatOutcome {
  const { region, credentials } = connection;
  const problem = explainError(error, {
    modelLabel: model.label,
    modelId: model.id,
    region,
    credentials,
    partial: false,
  });
  return { type: 'notCalled', problem, error };
}
