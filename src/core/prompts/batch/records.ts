import { setImmediate as nextTurn } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { PlannedStep } from '../../../protocol/run';
import { textMessage } from '../../bedrock/content';
import type { ConverseRequest } from '../../bedrock/wire/converseCall';
import { toConverseInput } from '../../bedrock/wire/converseInput';
import type { ModelChoice } from '../../bedrock/models/modelChoice';
import type { ModelParameters } from '../../bedrock/parameters';
import type { Step } from '../steps';
import { MAX_LINE_MB } from './jobRecord';
import { hashKey } from '../../util/hashKey';

/** A job's input is sent in one piece; Bedrock itself takes files of up to 1 GB (its quotas). */
export const MAX_INPUT_BYTES = 200 * 1024 * 1024;

/** Its answer comes in a line with it, which is read up to a limit of its own (see jobRecord). */
const MAX_RECORD_BYTES = (MAX_LINE_MB - 1) * 1024 * 1024;

/** The prompts of a job are more than it takes. */
export class BatchTooLargeError extends Error {
  override readonly name = 'BatchTooLargeError';
}

/** Names a step's record: the same whenever it is asked, and of letters and digits alone, as Bedrock wants it. */
export function recordIdOf({ id, key }: Pick<PlannedStep, 'id' | 'key'>): string {
  return hashKey(JSON.stringify([id, key]));
}

/**
 * A step as the question it is, with the settings' parameters where it has none of its own; how fast and by
 * which tier it is served is for live calls alone.
 */
export function batchRequest(
  step: Step,
  model: ModelChoice,
  runId: string,
  parameters: ModelParameters,
): ConverseRequest {
  const live = { serviceTier: undefined, latency: undefined, caching: undefined };
  return {
    surface: 'prompts',
    conversationId: runId,
    model,
    messages: [textMessage('user', step.text)],
    systemPrompt: [step.settingsPrompt, step.system].filter((part) => part !== '').join('\n\n'),
    parameters: { ...parameters, ...step.parameters, ...live },
  };
}

/** So many bytes of a job's input are made between two turns of whatever else the process has to do. */
const BYTES_A_TURN = 1024 * 1024;

/** The input of a job: a record a line, its body that of a live call. @throws BatchTooLargeError */
export async function batchInput(
  steps: readonly Step[],
  request: (step: Step) => ConverseRequest,
): Promise<Buffer> {
  const lines: Buffer[] = [];
  let bytes = 0;
  let turnEnd = BYTES_A_TURN;
  for (const step of steps) {
    const { modelId: _modelId, ...modelInput } = toConverseInput(request(step));
    const line = Buffer.from(`${JSON.stringify({ recordId: recordIdOf(step), modelInput })}\n`);
    if (line.length > MAX_RECORD_BYTES) {
      const message = l10n.t(
        'A prompt of a batch job takes at most {0} MB, which {1} does not. Shorten it, or run it live.',
        MAX_LINE_MB - 1,
        step.id,
      );
      throw new BatchTooLargeError(message);
    }
    lines.push(line);
    bytes += line.length;
    if (bytes > MAX_INPUT_BYTES) {
      const message = l10n.t('The prompts of one batch job take at most 200 MB. Split the file.');
      throw new BatchTooLargeError(message);
    }
    if (bytes > turnEnd) {
      turnEnd = bytes + BYTES_A_TURN;
      await nextTurn();
    }
  }
  return Buffer.concat(lines, bytes);
}
