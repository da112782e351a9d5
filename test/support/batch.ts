import { BatchClients } from '../../src/core/prompts/batch/batchClients';
import { BatchRunner, type BatchOptions, type BatchParts } from '../../src/core/prompts/batch/batchRunner';
import type { BatchOrder } from '../../src/core/prompts/batch/jobPlan';
import { BatchService } from '../../src/core/prompts/batch/batchService';
import { configuredModel } from '../../src/core/bedrock/models/modelChoice';
import type { OpenRun } from '../../src/core/prompts/runStore';
import { checkAnswer } from './checkAnswer';
import type { TestEngine } from './engine';

/** Where the emulators are. */
export interface BatchUrls {
  readonly control: string;
  readonly s3: string;
  readonly serviceQuotas: string;
}

/** The model that the tests ask. */
export const batchModel = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Collaborators of batch jobs, on emulators, with pauses of no length. */
export function testBatch(
  test: TestEngine,
  urls: BatchUrls,
): BatchParts & { readonly clients: BatchClients } {
  const clients = new BatchClients({
    connections: test.connections,
    endpoints: () => ({ ...urls, sts: urls.control }),
    retry: () => ({ maxAttempts: 1, baseDelayMs: 1 }),
  });
  return {
    clients,
    service: new BatchService(clients),
    observer: (event) => test.events.push(event),
    price: (call) => test.price(call),
    check: checkAnswer,
    budget: { admit: (...call) => test.budget.admit(...call), release: () => undefined },
    countJob: () => undefined,
    parameters: () => test.settings.parameters,
    pauseMs: () => 1,
  };
}

/** A job as a user asks for it. */
export const batchOrder: BatchOrder = {
  model: configuredModel(batchModel),
  region: 'us-east-1',
  location: { bucket: 'prompts', prefix: 'team/' },
  roleArn: 'arn:aws:iam::123456789012:role/BatchRole',
};

/** A runner on an open run; nobody cancels and no window closes unless the test does. */
export function batchRunner(
  open: OpenRun,
  parts: BatchParts,
  options: Partial<BatchOptions> = {},
): BatchRunner {
  const never = new AbortController().signal;
  return new BatchRunner(open, parts, { order: batchOrder, signal: never, closing: never, ...options });
}
