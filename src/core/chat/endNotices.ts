import * as l10n from '@vscode/l10n';
import type { ContentBlock } from '../bedrock/content';
import type { ConverseResult } from '../bedrock/wire/converseCall';
import { endsWithCalls } from '../bedrock/wire/stopReason';

/** The facts of an answer that tell why it ended. */
type EndedAnswer = Pick<ConverseResult, 'content' | 'stopReason' | 'cutCall' | 'block'>;

/** Notices for the user of an answer's end, beyond failures. */
export function endNotices(result: ConverseResult): string[] {
  if (result.outcome === 'cancelled') {
    return [l10n.t('Stopped.')];
  }
  if (result.storedAt !== undefined) {
    return [storedText(Math.round((Date.now() - result.storedAt.getTime()) / 60_000))];
  }
  return stopNotices(result);
}

/** Says why an answer stopped where it may be less than was asked for; empty for one that failed, which says so itself. */
export function stopNotices(result: ConverseResult): string[] {
  if (result.error !== undefined) {
    return [];
  }
  const call = unrunCall(result);
  return [
    ...stopText(result),
    ...(call === undefined ? [] : [l10n.t('The model’s call of {0} is not whole and was not run.', call)]),
  ];
}

/** Whether an answer holds neither words nor calls of tools. */
export function saysNothing({ content }: Pick<ConverseResult, 'content'>): boolean {
  return !content.some(isSaid);
}

function isSaid(block: ContentBlock): boolean {
  return block.type === 'toolUse' || (block.type === 'text' && block.text.trim() !== '');
}

/** A tool that was called by an answer whose calls are not run. */
function unrunCall({ content, stopReason, cutCall }: EndedAnswer): string | undefined {
  const whole = content.find((block) => block.type === 'toolUse');
  return endsWithCalls(stopReason) ? undefined : (whole?.name ?? cutCall);
}

function stopText(result: EndedAnswer): string[] {
  const { stopReason } = result;
  switch (stopReason) {
    case undefined:
    case 'end_turn':
    case 'tool_use':
    case 'stop_sequence':
      return saysNothing(result)
        ? [l10n.t('The model ended its answer without a word. Ask again, or ask another model.')]
        : [];
    case 'max_tokens':
      return [
        saysNothing(result)
          ? l10n.t(
              'The model used up its limit of tokens before it said anything (see the setting maxTokens).',
            )
          : l10n.t('The answer reached its limit of tokens (see the setting maxTokens).'),
      ];
    case 'model_context_window_exceeded':
      return [l10n.t('The answer filled the model’s context. Start a new chat to go on.')];
    case 'guardrail_intervened':
      return [blockText(result)];
    case 'content_filtered':
      return [l10n.t('Bedrock’s content filter blocked this answer.')];
    case 'refusal':
      return [l10n.t('The model declined to answer this. Change the question, or ask another model.')];
    case 'pause_turn':
      return [l10n.t('The model paused before its answer was whole. Ask it to go on.')];
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return [l10n.t('The model’s answer was malformed. Ask again, or ask another model.')];
    default:
      return [
        l10n.t({
          message: 'The answer may not be whole: the model stopped for the reason “{0}”.',
          args: [stopReason],
          comment: ['{0} is a word of Bedrock’s, such as max_tokens, which stays as it is.'],
        }),
      ];
  }
}

function storedText(minutes: number): string {
  if (minutes < 1) {
    return l10n.t('This is the answer given less than a minute ago to the same question; it cost nothing.');
  }
  return minutes === 1
    ? l10n.t('This is the answer given a minute ago to the same question; it cost nothing.')
    : l10n.t('This is the answer given {0} minutes ago to the same question; it cost nothing.', minutes);
}

function blockText({ block }: EndedAnswer): string {
  if (block === undefined) {
    return l10n.t('A guardrail blocked this answer.');
  }
  const policies = block.policies.join(', ');
  return block.side === 'question'
    ? l10n.t('A guardrail blocked this question: {0}.', policies)
    : l10n.t('A guardrail blocked this answer: {0}.', policies);
}
