import * as l10n from '@vscode/l10n';
import { newInvocationId } from '../../bedrock/invocationRecord';
import { answerForm, inForm } from '../../bedrock/structure/chooseForm';
import type { SchemaCheck, SchemaFault } from '../../bedrock/structure/schemaFault';
import type { SchemaChecker } from '../../bedrock/structure/schemaCheck';
import type { ChatOutcome } from '../question';
import type { Step } from './step';

/**
 * Brings the model to answer by the schema that a question has, in the form that it takes, and holds the answer against
 * the schema as its author wrote it. Where Bedrock refuses to hold answers to it, it is asked in another form, which is
 * a call of its own, and so is each later question of that kind.
 */
export function structureAnswer(): Step {
  const refused = new Set<string>();
  let checker: SchemaChecker | undefined;
  return async (question, next) => {
    const { answerSchema } = question;
    if (answerSchema === undefined) {
      return next(question);
    }
    const { schema } = answerSchema;
    const asked = { ...question, answerSchema };
    const key = `${question.model.id} ${answerSchema.key}`;
    const form = answerForm(asked, question.connection, !refused.has(key));
    let outcome = await next(inForm(question, schema, form));
    const isHeld = form.type === 'format' || (form.type === 'tool' && form.tool.spec.strict === true);
    if (isHeld && refusedItsFormat(outcome) && !question.signal.aborted) {
      refused.add(key);
      const other = answerForm(asked, question.connection, false);
      outcome = await next({ ...inForm(question, schema, other), callId: newInvocationId() });
    }
    return checked(outcome, async (text) => {
      checker ??= await newChecker();
      return checker.faults(text, schema);
    });
  };
}

/** Loaded with the first answer that is to be checked. */
async function newChecker(): Promise<SchemaChecker> {
  const { SchemaChecker } = await import('../../bedrock/structure/schemaCheck');
  return new SchemaChecker();
}

function refusedItsFormat(outcome: ChatOutcome): boolean {
  return outcome.type === 'called' && outcome.result.error?.reason === 'formatRefused';
}

/** With what the check says of a whole answer; of one that was cut off, that nothing can be said. */
async function checked(
  outcome: ChatOutcome,
  faultsOf: (text: string) => Promise<SchemaCheck['faults']>,
): Promise<ChatOutcome> {
  if (outcome.type !== 'called' || outcome.result.outcome !== 'success') {
    return outcome;
  }
  const { result } = outcome;
  const isCalling = result.content.some(({ type }) => type === 'toolUse');
  if (isCalling) {
    return outcome;
  }
  const isWhole = result.stopReason === 'end_turn' || result.stopReason === 'stop_sequence';
  const faults = isWhole ? await faultsOf(result.text) : [cutFault(result.stopReason)];
  return { ...outcome, result: { ...result, schemaCheck: { faults, isWhole } } };
}

function cutFault(stopReason: string | undefined): SchemaFault {
  const text =
    stopReason === 'max_tokens'
      ? l10n.t('it reached its limit of tokens before its end (see the setting maxTokens)')
      : l10n.t({
          message: 'the model stopped before its end, for the reason “{0}”',
          args: [stopReason ?? 'unknown'],
          comment: ['{0} is a word of Bedrock’s, such as max_tokens, which stays as it is.'],
        });
  return { pointer: '', text };
}
