import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { PlannedStep, RunEvent } from '../../../protocol/run';
import { addUp, noSpending, type Spending } from '../../spending/spendingLines';
import { report, type BedrockObserver } from '../../bedrock/observer';
import type { PromptRun } from '../runState';
import type { BatchService } from './batchService';
import { endOf } from './jobAge';
import { recordOutcome, type RecordContext, type RecordOutcome } from './recordOutcome';
import { MAX_LINE_MB, readRecord } from './jobRecord';
import { recordIdOf } from './records';

/** Records whose events are written together. */
const GROUP = 100;

/** A manifest is a few counts; a longer one is none. */
const MAX_MANIFEST_CHARS = 64 * 1024;
const manifestSchema = v.object({ processedRecordCount: v.optional(v.number()) });

/** Collaborators of collecting. */
export interface CollectParts {
  readonly run: PromptRun;
  readonly service: Pick<BatchService, 'outputs' | 'lines'>;
  readonly observer: BedrockObserver;
  /** Counts all that the job has come to so far. */
  readonly countJob: (token: string, usage: Spending) => void;
  readonly append: (event: RunEvent) => Promise<void>;
  readonly context: Omit<RecordContext, 'endedAt'> & {
    /** When the job ended, as AWS says it. */
    readonly endedAt: Date | undefined;
  };
  readonly jobArn: string;
}

/** Remarks on a job's output. */
export interface Collected {
  /** Oddities, a sentence each. */
  readonly notes: readonly string[];
  /** Whether everything in it that may have cost something said what. */
  readonly isCostKnown: boolean;
  /** Its known cost, in US dollars. */
  readonly spentUsd: number;
}

/**
 * Takes what a job has written into its run, whatever the order; what is in it already stays as it is.
 * @throws BedrockError when the output cannot be read; what was read until then is kept
 */
export async function collectBatch(parts: CollectParts): Promise<Collected> {
  const { run, service, jobArn } = parts;
  const { plan } = parts.context;
  // The journal's instant: who reads on has to come to the same, as the ids of calls depend on it.
  const seenAt = new Date(run.batch?.status?.at ?? Date.now());
  const context = { ...parts.context, endedAt: endOf(plan, parts.context.endedAt, seenAt) };
  const steps = new Map<string, PlannedStep>();
  for (const id of plan.steps) {
    const step = run.step(id);
    if (step !== undefined) {
      steps.set(recordIdOf(step), step);
    }
  }
  const seen = new Set<string>();
  const strange = { unreadable: 0, tooLong: 0, unknown: 0, doubled: 0 };
  let read = 0;
  let processed: number | undefined;
  let isCostKnown = true;
  /** Of all records so far, also of those that a window before this one has read. */
  let spent = noSpending;
  const writing: Promise<void>[] = [];
  const written = () => Promise.all(writing.splice(0));
  for (const uri of await service.outputs(plan, jobArn)) {
    if (uri.endsWith('/manifest.json.out')) {
      processed = await readManifest(parts, uri);
    }
    if (!uri.endsWith('.jsonl.out')) {
      continue;
    }
    try {
      for await (const line of service.lines(plan, uri)) {
        if (line?.trim() === '') {
          continue;
        }
        read++;
        if (line === undefined) {
          strange.tooLong++;
          continue;
        }
        const record = readRecord(line);
        const step = record && steps.get(record.recordId);
        if (record === undefined) {
          strange.unreadable++;
        } else if (step === undefined) {
          strange.unknown++;
        } else if (seen.has(record.recordId)) {
          strange.doubled++;
        } else {
          seen.add(record.recordId);
          writing.push(
            recordOutcome(record, step, context).then((outcome) => {
              isCostKnown &&= outcome.isCostKnown;
              spent = addUp(spent, usageOf(outcome));
              return recordStep(parts, step, outcome, spent);
            }),
          );
        }
        if (writing.length >= GROUP) {
          await written();
        }
      }
    } finally {
      // Who reads on after a download that broke off has to know what is there already.
      await written();
    }
  }
  const notes = strangeTexts(strange);
  if (processed !== undefined && processed !== read) {
    notes.push(
      l10n.t('The batch job says that it worked on {0} prompts; its output has {1} lines.', processed, read),
    );
  }
  // Prompts without a record may be those of the lines that could not be told.
  const untold = strange.unreadable + strange.tooLong + strange.unknown;
  const isMissing = seen.size < steps.size;
  // The output may be gone, with its manifest: AWS's own count of what it worked on is the other witness.
  const worked = Math.max(processed ?? 0, parts.run.batch?.status?.processed ?? 0);
  isCostKnown &&= !isMissing || (untold === 0 && worked <= read);
  return { notes, isCostKnown, spentUsd: spent.usd };
}

async function recordStep(
  { run, observer, append, countJob, context }: CollectParts,
  { id }: PlannedStep,
  { answer, invocation, error }: RecordOutcome,
  spent: Spending,
): Promise<void> {
  const step = run.step(id);
  // A window before this one may have read a part.
  if (step === undefined || step.state !== 'Running') {
    return;
  }
  // Before the journal has it: whoever reads it again comes to the same sum.
  countJob(context.plan.token, spent);
  report(observer, { type: 'ended', invocation, ...(error !== undefined && { error }) });
  const at = new Date().toISOString();
  if (answer.type === 'answered') {
    return append({ type: 'completed', step: id, at, cachedFrom: null, result: answer.result });
  }
  const { code, message } = answer;
  const attempt = step.attempts.length;
  const spentUsd = invocation.cost_usd ?? undefined;
  return append({ type: 'attemptFailed', step: id, attempt, at, code, message, retryAt: null, spentUsd });
}

function usageOf({ invocation: { cost_usd: usd } }: RecordOutcome): Spending {
  return { ...noSpending, calls: 1, usd: usd ?? 0, unpriced: usd === null ? 1 : 0 };
}

async function readManifest({ service, context }: CollectParts, uri: string): Promise<number | undefined> {
  let text = '';
  for await (const line of service.lines(context.plan, uri)) {
    if (line === undefined || text.length + line.length > MAX_MANIFEST_CHARS) {
      return undefined;
    }
    text += `${line}\n`;
  }
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text), { abortEarly: true });
    return parsed.success ? parsed.output.processedRecordCount : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers of lines of an output that say nothing of a prompt. */
type StrangeLines = Readonly<Record<'unreadable' | 'tooLong' | 'unknown' | 'doubled', number>>;

function strangeTexts({ unreadable, tooLong, unknown, doubled }: StrangeLines): string[] {
  const texts: string[] = [];
  if (unreadable > 0) {
    texts.push(
      unreadable === 1
        ? l10n.t('1 line of the output is no record and was left out.')
        : l10n.t('{0} lines of the output are no records and were left out.', unreadable),
    );
  }
  if (tooLong > 0) {
    texts.push(
      tooLong === 1
        ? l10n.t('1 line of the output is longer than {0} MB and was left out.', MAX_LINE_MB)
        : l10n.t('{0} lines of the output are longer than {1} MB and were left out.', tooLong, MAX_LINE_MB),
    );
  }
  if (unknown > 0) {
    texts.push(
      unknown === 1
        ? l10n.t('1 line of the output answers nothing that was asked and was left out.')
        : l10n.t('{0} lines of the output answer nothing that was asked and were left out.', unknown),
    );
  }
  if (doubled > 0) {
    texts.push(
      doubled === 1
        ? l10n.t('1 line of the output came twice; the first one counts.')
        : l10n.t('{0} lines of the output came twice; the first ones count.', doubled),
    );
  }
  return texts;
}
