/*
 * Why a model stopped. Converse lists nine reasons (`StopReason` of @aws-sdk/client-bedrock-runtime), Anthropic's
 * models have more, and each year brings others: any text may come.
 */

/** Whether the calls of an answer are all there and whole. Some models say end_turn after a tool call. */
export function endsWithCalls(stopReason: string | undefined): boolean {
  return stopReason === 'tool_use' || stopReason === 'end_turn';
}

/** Whether a guardrail, a filter or the model itself would not have this conversation. */
export function isBlockedBy(stopReason: string | undefined): boolean {
  return (
    stopReason === 'guardrail_intervened' || stopReason === 'content_filtered' || stopReason === 'refusal'
  );
}
