import * as v from 'valibot';
import type { PlannedStep, RunEvent } from '../../../protocol/run';
import { report, type BedrockObserver } from '../../bedrock/observer';
import type { Run } from '../runState';
import type { BatchService } from './batchService';
import { readRecord, recordOutcome, type RecordContext, type RecordOutcome } from './recordOutcome';
import { recordIdOf } from './records';

/** Records whose events are written together. */
const GROUP = 100;

const manifestSchema = v.object({ processedRecordCount: v.optional(v.number()) });

/** What collecting needs. */
export interface CollectParts {
  readonly run: Run;
  readonly service: Pick<BatchService, 'outputs' | 'lines'>;
  readonly observer: BedrockObserver;
  readonly append: (event: RunEvent) => Promise<void>;
  readonly context: RecordContext;
  readonly jobArn: string;
}

/**
 * Takes what a job has written into its run, whatever the order; what is in it already stays as it is. Resolves
 * with what was strange, a sentence each.
 * @throws BedrockError when the output cannot be read; what was read until then is kept
 */
export async function collectBatch(parts: CollectParts): Promise<string[]> {
  const { run, service, context, jobArn } = parts;
  const { plan } = context;
  const steps = new Map<string, PlannedStep>();
  for (const id of plan.steps) {
    const step = run.step(id);
    if (step !== undefined) steps.set(recordIdOf(step), step);
  }
  const seen = new Set<string>();
  const strange = { unreadable: 0, unknown: 0, doubled: 0 };
  let read = 0;
  let processed: number | undefined;
  const writing: Promise<void>[] = [];
  const written = () => Promise.all(writing.splice(0));
  for (const uri of await service.outputs(plan, jobArn)) {
    if (uri.endsWith('/manifest.json.out')) processed = await readManifest(parts, uri);
    if (!uri.endsWith('.jsonl.out')) continue;
    try {
      for await (const line of service.lines(plan, uri)) {
        if (line.trim() === '') continue;
        read++;
        const record = readRecord(line);
        const step = record && steps.get(record.recordId);
        if (record === undefined) strange.unreadable++;
        else if (step === undefined) strange.unknown++;
        else if (seen.has(record.recordId)) strange.doubled++;
        else {
          seen.add(record.recordId);
          writing.push(recordOutcome(record, step, context).then((outcome) => take(parts, step, outcome)));
        }
        if (writing.length >= GROUP) await written();
      }
    } finally {
      // Who reads on after a download that broke off has to know what is there already.
      await written();
    }
  }
  return [
    ...said(strange.unreadable, 'is no record and was left out', 'are no records and were left out'),
    ...said(
      strange.unknown,
      'answers nothing that was asked and was left out',
      'answer nothing that was asked and were left out',
    ),
    ...said(strange.doubled, 'came twice; the first one counts', 'came twice; the first ones count'),
    ...(processed === undefined || processed === read
      ? []
      : [`The batch job says that it worked on ${processed} prompts; its output has ${read} lines.`]),
  ];
}

async function take(
  { run, observer, append }: CollectParts,
  { id }: PlannedStep,
  { answer, invocation, error }: RecordOutcome,
): Promise<void> {
  const step = run.step(id);
  // A window before this one may have read a part.
  if (step === undefined || step.state !== 'Running') return;
  report(observer, { type: 'ended', invocation, ...(error !== undefined && { error }) });
  const at = new Date().toISOString();
  if (answer.type === 'answered') {
    return append({ type: 'completed', step: id, at, cachedFrom: null, result: answer.result });
  }
  const { code, message } = answer;
  const attempt = step.attempts.length;
  return append({ type: 'attemptFailed', step: id, attempt, at, code, message, retryAt: null });
}

async function readManifest({ service, context }: CollectParts, uri: string): Promise<number | undefined> {
  const lines: string[] = [];
  for await (const line of service.lines(context.plan, uri)) lines.push(line);
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(lines.join('\n')), { abortEarly: true });
    return parsed.success ? parsed.output.processedRecordCount : undefined;
  } catch {
    return undefined;
  }
}

function said(number: number, one: string, many: string): string[] {
  if (number === 0) return [];
  return [number === 1 ? `1 line of the output ${one}.` : `${number} lines of the output ${many}.`];
}
