// The worker thread that reads prompt files: what a stranger's file makes it do keeps nobody else waiting.
import { parentPort, workerData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { promptRequestSchema, type PromptRequest, type PromptResults } from '../../../protocol/promptWorker';
import { translatedDataSchema } from '../../../protocol/translations';
import type { WorkerReply } from '../../../protocol/workerReply';
import { SchemaChecker } from '../../bedrock/structure/schemaCheck';
import { failedChecks } from '../answerChecks';
import { outlineSource } from '../outline';
import { planSteps, type AskDefaults, type Step } from '../steps';
import { readSource } from './sourceFiles';
import { errorMessage } from '../../util/errorMessage';
import { useTranslations } from '../../../shared/translations';

/** Steps that cross at a time: few enough to be taken in without a pause that anybody notices. */
const STRETCH = 500;
/** The same in UTF-16 code units of their texts; a single step may be longer. */
const STRETCH_CHARACTERS = 1024 * 1024;

useTranslations(v.parse(translatedDataSchema, workerData).translations);
const schemas = new SchemaChecker();
const port = parentPort ?? undefined;
/** The plan that is being fetched; a new one takes its place. */
let current: { readonly plan: number; readonly steps: readonly Step[] } = { plan: 0, steps: [] };

port?.on('message', (message: unknown) => {
  const request = v.safeParse(promptRequestSchema, message, { abortEarly: true });
  if (request.success) {
    void serve(request.output);
  }
});

async function serve(request: PromptRequest): Promise<void> {
  const { id } = request;
  try {
    send({ type: 'result', id, value: await answer(request) });
  } catch (error) {
    send({
      type: 'error',
      id,
      reason: 'unexpected',
      message: errorMessage(error),
    });
  }
}

async function answer(request: PromptRequest): Promise<PromptResults[PromptRequest['method']]> {
  switch (request.method) {
    case 'outline':
      return (await outline(request)).outline;
    case 'plan': {
      const { outline: found, source, defaults } = await outline(request);
      const problems = [...found.problems, ...found.tableProblems];
      if (problems.some(({ severity }) => severity === 'error')) {
        return { outline: found };
      }
      const steps = planSteps(source.prompts, source.table, request.ask.model, defaults);
      current = { plan: current.plan + 1, steps };
      return { outline: found, plan: current.plan };
    }
    case 'steps':
      return stretch(request.plan, request.from);
    case 'check':
      return failedChecks(request.answer, request.checks, schemas);
  }
}

async function outline({ source: files, ask }: Extract<PromptRequest, { method: 'outline' | 'plan' }>) {
  const defaults: AskDefaults = { systemPrompt: ask.systemPrompt, parameters: ask.parameters };
  const { source, ...texts } = await readSource(files, schemas);
  return { source, defaults, outline: outlineSource(source, texts, ask.model, defaults) };
}

function stretch(plan: number, from: number): PromptResults['steps'] {
  if (plan !== current.plan) {
    throw new Error(l10n.t('This plan is not there any more.'));
  }
  const { steps } = current;
  let end = from;
  let characters = 0;
  while (end < steps.length && end - from < STRETCH && characters < STRETCH_CHARACTERS) {
    characters += steps[end]?.text.length ?? 0;
    end += 1;
  }
  const done = end >= steps.length;
  if (done) {
    current = { plan, steps: [] };
  }
  return { steps: steps.slice(from, end).map((step) => ({ ...step, checks: [...step.checks] })), done };
}

function send(reply: WorkerReply): void {
  port?.postMessage(reply);
}
