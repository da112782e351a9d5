import type { ServerResponse } from 'node:http';
import { contentOf, planAnswer, type PlannedAnswer, type Usage } from './answer';
import { forever, streamAnswer, type Pacing, type StreamForm } from './answerStream';
import type { AnswerOptions, BehaviorQueue, Fault } from './behaviors';
import { modelsIn, resolveModel } from './catalog';
import { brokenRule } from './converseRules';
import { readDirectives } from './directives';
import { AwsError, serviceErrorNames } from './errors';
import type { FoundationModel } from './models';
import { converseBodyOf } from './openAiBody';
import { chatForm, responsesForm } from './openAiForm';
import { openAiModel } from './openAiModels';
import { PromptCache } from './promptCache';
import type { QuotaCounter } from './quotaCounter';
import type { ReceivedRequest } from './requestLog';
import { brokenFormat } from './structureRules';
import { inputTokensOf } from './tokens';
import { type ConverseBody, lastPrompt, parseConverseBody } from './wire';

/** Collaborators of a model call besides the request. */
export interface ModelCall {
  readonly entry: ReceivedRequest;
  readonly identifier: string;
  readonly region: string;
  readonly response: ServerResponse;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly onCut: () => void;
  readonly onWord: () => void;
}

/** Converse, ConverseStream and CountTokens. Holds what is still to go wrong and how fast answers go out. */
export class ModelCalls {
  /** Attempts that a prompt's own fault has already spoiled, by the conversation that asked for it. */
  private readonly spoiled = new Map<string, number>();
  private readonly cache: PromptCache;

  constructor(
    private readonly queue: BehaviorQueue,
    public pacing: Pacing,
    private readonly limits: QuotaCounter,
    cacheNow?: () => number,
  ) {
    this.cache = new PromptCache(cacheNow);
  }

  reset(pacing: Pacing): void {
    this.queue.clear();
    this.spoiled.clear();
    this.cache.clear();
    this.pacing = pacing;
  }

  /** Converse (JSON) or ConverseStream (events). */
  async converse(call: ModelCall, streaming: boolean): Promise<void> {
    const body = parseConverseBody(call.entry.body);
    const { fault, options } = this.behavior(call, body);
    await failBefore(fault, streaming, call);
    const model = resolveModel(call.identifier, call.region);
    checkRequest(body, model, streaming);
    const planned = planAnswer(body, model, options);
    const used = this.cache.use(model.modelId, body, model.traits, planned.usage);
    const plan = { ...planned, usage: { ...used, ...(options.usage as Partial<Usage> | undefined) } };
    const settle = this.limits.admit(model.modelId, {
      input: plan.usage.inputTokens + plan.usage.cacheReadInputTokens + plan.usage.cacheWriteInputTokens,
      longest: body.inferenceConfig?.maxTokens ?? model.traits.maxOutputTokens,
    });
    try {
      if (!streaming) {
        return sendWhole(call, plan);
      }
      // It is counted before the client sees the end.
      settle(plan.usage);
      return await this.stream(call, plan, { fault, options, type: 'application/vnd.amazon.eventstream' });
    } finally {
      settle(plan.usage);
    }
  }

  /** A response or a chat completion, which always streams here. */
  async openAi(call: ModelCall, api: 'Responses' | 'ChatCompletions'): Promise<void> {
    const given = call.entry.body as Readonly<Record<string, unknown>>;
    const model = openAiModel(given['model']);
    const body = converseBodyOf(given);
    const broken = brokenFormat(body, model.traits);
    if (broken !== undefined) {
      throw new AwsError('ValidationException', broken);
    }
    const { fault, options } = this.behavior({ ...call, identifier: String(given['model']) }, body);
    await failBefore(fault, true, call);
    const plan = planAnswer(body, model, options);
    const form = api === 'Responses' ? responsesForm(model.modelId) : chatForm(model.modelId);
    return this.stream(call, plan, { fault, options, type: 'text/event-stream; charset=utf-8', form });
  }

  private async stream(
    call: ModelCall,
    plan: PlannedAnswer,
    how: { fault: Fault | undefined; options: AnswerOptions; type: string; form?: StreamForm },
  ): Promise<void> {
    const { entry, response, startedAtMs, signal, onCut, onWord } = call;
    entry.status = 200;
    response.writeHead(200, { 'content-type': how.type });
    response.flushHeaders();
    await streamAnswer(response, plan, {
      ...(how.form && { form: how.form }),
      fault: how.fault,
      pacing: this.pacingOf(how.options),
      startedAtMs,
      signal,
      onCut,
      onWord,
    });
  }

  /** CountTokens, for base models that have it. */
  countTokens(call: ModelCall): Record<string, unknown> {
    const input = (call.entry.body as { input?: { converse?: unknown } } | undefined)?.input?.converse;
    if (input === undefined) {
      throw new AwsError('ValidationException', 'The input field must contain converse.');
    }
    const model = countableModel(call.identifier, call.region);
    const body = parseConverseBody(input);
    const broken = brokenRule(body, { traits: { ...model.traits, prefill: true }, streaming: false });
    if (broken !== undefined) {
      throw new AwsError('ValidationException', broken);
    }
    return { inputTokens: inputTokensOf(body) };
  }

  private behavior(
    call: ModelCall,
    body: ConverseBody,
  ): { fault?: Fault | undefined; options: AnswerOptions } {
    const prompt = lastPrompt(body);
    const scripted = this.queue.next(call.identifier, prompt);
    if (scripted) {
      return { fault: scripted.fault, options: scripted.answer ?? {} };
    }
    const { fault, faultAttempts, answer: options = {} } = readDirectives(prompt);
    if (!fault || faultAttempts === undefined) {
      return { fault, options };
    }
    const key = JSON.stringify([call.identifier, body.messages]);
    const spoiled = this.spoiled.get(key) ?? 0;
    if (spoiled >= faultAttempts) {
      this.spoiled.delete(key);
      return { options };
    }
    this.spoiled.set(key, spoiled + 1);
    return { fault, options };
  }

  private pacingOf(options: AnswerOptions): Pacing {
    const paceMs = options.paceMs ?? (options.words === undefined ? this.pacing.paceMs : 0);
    return { paceMs, firstTokenDelayMs: options.firstTokenDelayMs ?? this.pacing.firstTokenDelayMs };
  }
}

function sendWhole(call: ModelCall, plan: PlannedAnswer): void {
  for (const _word of plan.words) {
    call.onWord();
  }
  call.entry.status = 200;
  call.response.writeHead(200, { 'content-type': 'application/json' });
  call.response.end(
    JSON.stringify({
      output: { message: { role: 'assistant', content: contentOf(plan) } },
      stopReason: plan.stopReason,
      usage: plan.usage,
      metrics: { latencyMs: Date.now() - call.startedAtMs },
      ...plan.served,
      ...(plan.guardrailTrace ? { trace: { guardrail: plan.guardrailTrace } } : {}),
    }),
  );
}

/** Faults that come before the first byte; without a stream the later ones come here too, in the nearest form. */
async function failBefore(fault: Fault | undefined, streaming: boolean, call: ModelCall): Promise<void> {
  if (!fault || (streaming && 'afterWords' in fault && fault.afterWords !== undefined)) {
    return;
  }
  switch (fault.kind) {
    case 'fail': {
      const { error, message, retryAfterSeconds, fields } = fault;
      throw new AwsError(error, message, {
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        ...(fields ? { fields } : {}),
      });
    }
    case 'fail-mid': {
      const name = serviceErrorNames.find((each) => each.toLowerCase() === fault.exception.toLowerCase());
      throw new AwsError(
        name ?? 'InternalServerException',
        fault.message,
        fault.fields ? { fields: fault.fields } : {},
      );
    }
    case 'stall':
      await forever(call.signal);
      return;
    case 'cut':
    case 'bad-frame':
      call.onCut();
      call.response.destroy();
      await forever(call.signal);
  }
}

function checkRequest(body: ConverseBody, model: FoundationModel, streaming: boolean): void {
  const refuse = (message: string): never => {
    throw new AwsError('ValidationException', message);
  };
  if (!model.outputModalities.includes('TEXT')) {
    refuse(
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    );
  }
  if (streaming && !model.streaming) {
    refuse('The model is unsupported for streaming.');
  }
  const broken = brokenRule(body, { traits: model.traits, streaming });
  if (broken !== undefined) {
    refuse(broken);
  }
}

/** CountTokens takes a base model's id also where calls need a profile, and never a profile's. */
function countableModel(identifier: string, region: string): FoundationModel {
  const model = modelsIn(region).find((listed) => listed.modelId === identifier);
  if (!model?.traits.countTokens) {
    throw new AwsError('ValidationException', "The provided model doesn't support counting tokens.");
  }
  return model;
}
