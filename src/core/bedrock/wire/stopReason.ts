/*
 * Why a model stopped. Converse lists nine reasons (`StopReason` of @aws-sdk/client-bedrock-runtime), Anthropic's
 * models have more, and each year brings others: any text may come.
 */

/** Whether the calls of an answer are all there and whole. Some models say end_turn after a tool call. */
export function endsWithCalls(stopReason: string | undefined): boolean {
  return stopReason === 'tool_use' || stopReason === 'end_turn';
}

/** Whether an answer ended where its model, or who asked, wanted it to end. */
export function endsWhole(stopReason: string | undefined): boolean {
  return endsWithCalls(stopReason) || stopReason === 'stop_sequence';
}
