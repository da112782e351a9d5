import { join } from 'node:path';
import { configuredModel } from '../core/bedrock/models/modelChoice';
import { withOwnModels } from '../core/bedrock/models/ownModels';
import { askThrough } from '../core/prompts/askEngine';
import { estimateSteps } from '../core/prompts/estimateSteps';
import { tablePath } from '../core/prompts/promptFormat';
import { PromptReader } from '../core/prompts/promptReader';
import { PromptRuns, type RunQuestions, type StepPlanner } from '../core/prompts/promptRuns';
import { RunStore } from '../core/prompts/runStore';
import { chatSettings } from '../core/settings/settingGroups';
import { DisposableStore, type Disposable } from '../core/util/disposable';
import { errorMessage } from '../core/util/errorMessage';
import type { Asking } from './openAsking';
import type { Terminal } from './openTerminal';

/** Runs of the prompt files of a folder, kept in the terminal's storage. */
export interface OpenRuns extends Disposable {
  readonly runs: PromptRuns;
  readonly planner: StepPlanner;
  readonly check: PromptReader['check'];
}

/** Puts together what runs prompt files; `maxCostUsd` is the limit of each run, in place of the settings'. */
export function openRuns(
  { settings, folder: storageFolder, storage, dist }: Terminal,
  { chat, spending, own }: Pick<Asking, 'chat' | 'spending' | 'own'>,
  request: { readonly folder: string; readonly maxCostUsd: number | undefined },
  user: RunQuestions,
): OpenRuns {
  const owned = new DisposableStore();
  const reader = owned.add(new PromptReader({ workerPath: join(dist, 'promptWorker.cjs') }));
  const store = new RunStore(join(storageFolder, 'runs'), undefined, (error) =>
    storage.logger.warn('A run cannot be read', { error: errorMessage(error) }),
  );
  const planner: StepPlanner = {
    plan: (file, model = settings.get('model')) => {
      const { systemPrompt, parameters } = chatSettings(settings);
      const { maxTokens, temperature, stopSequences, reasoning, guardrail } = parameters;
      return reader.plan(
        { folder: request.folder, path: file, tablePath: tablePath(file) },
        { model, systemPrompt, parameters: { maxTokens, temperature, stopSequences, reasoning, guardrail } },
      );
    },
    model: () => settings.get('model'),
    estimate: (groups) =>
      estimateSteps(groups, {
        price: spending.price,
        region: settings.get('region') || 'us-east-1',
        parameters: chatSettings(settings).parameters,
        modelOf: (model) => (model === '' ? undefined : withOwnModels(configuredModel(model), own())),
      }),
  };
  const limits = () => ({
    retries: settings.get('prompts.retries'),
    retryDelayMs: settings.get('prompts.retryDelaySeconds') * 1000,
    concurrency: settings.get('prompts.concurrency'),
    budgetUsd: request.maxCostUsd ?? settings.get('prompts.budgetUsd'),
  });
  const ask = askThrough(chat.engine, reader.check);
  const runs = owned.add(new PromptRuns({ store, ask, limits }, planner, user));
  return { runs, planner, check: reader.check, dispose: () => owned.dispose() };
}
