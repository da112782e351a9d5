import type { ConverseRequest } from '../wire/converseCall';
import type { Usage } from '../wire/converseEvents';
import { outputBurndown, reservedOutput } from './burndown';

/** A new model's tokens: Claude from Opus 4.7 on makes about 30 % more of a text than is usual (see `tokenEstimate`). */
const UNKNOWN_RATIO = 1.3;
/** Calls that are remembered. */
const REMEMBERED = 20;
/** The next text may be a little denser than the last ones. */
const SPARE = 1.05;

/** What the next call to a model will count, by what the last ones did. */
export class Expectation {
  /** Reported input over what was estimated. */
  private readonly ratios: number[] = [];
  private readonly outputs: number[] = [];

  /** What AWS reserves for a call whose input is estimated at so much: that, and its longest answer. */
  reserved(request: ConverseRequest, estimatedInput: number): number {
    return this.input(estimatedInput) + (reservedOutput(request) ?? 0);
  }

  /** The same, or what it will count in the end where that is more: others are not to be sent into its debt. */
  counted(request: ConverseRequest, estimatedInput: number): number {
    const output = Math.max(0, ...this.outputs) * outputBurndown(request.model.modelId);
    return Math.max(this.reserved(request, estimatedInput), this.input(estimatedInput) + output);
  }

  learn(estimatedInput: number, usage: Usage): void {
    const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens, outputTokens } = usage;
    const input = inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
    if (usage.source !== 'reported' || !(estimatedInput > 0) || !(input > 0)) {
      return;
    }
    this.ratios.push(input / estimatedInput);
    this.outputs.push(outputTokens);
    for (const remembered of [this.ratios, this.outputs]) {
      remembered.splice(0, remembered.length - REMEMBERED);
    }
  }

  private input(estimated: number): number {
    const ratio = this.ratios.length === 0 ? UNKNOWN_RATIO : Math.max(...this.ratios) * SPARE;
    return Math.ceil(estimated * ratio);
  }
}
