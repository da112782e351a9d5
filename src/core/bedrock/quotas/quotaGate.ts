import PQueue from 'p-queue';
import type { BedrockError } from '../../aws/errors';
import type { Connection } from '../connection';
import { accountKey } from '../models/modelStore';
import { estimateRequestTokens } from '../tokenEstimate';
import { apiOf } from '../wire/apiOf';
import type { ConverseRequest, ConverseResult } from '../wire/converseCall';
import type { AccountQuotas } from './accountQuotas';
import { countedTokens } from './burndown';
import { systemClock, type QuotaClock } from './clock';
import { Expectation } from './expectation';
import type { AccountQuota } from './listQuotas';
import { modelQuotas } from './modelQuotas';
import { QuotaMeter } from './quotaMeter';
import { quotaPlace, type QuotaPlace } from './quotaName';

/** A call waits, since AWS would refuse it now. */
export interface QuotaHold {
  /** The quota that has no room. */
  readonly quota: AccountQuota;
  /** About how long, as far as is known now. */
  readonly delayMs: number;
}

/** A call counts for more than a whole quota: it is sent all the same, as AWS has the last word. */
export interface QuotaExcess {
  readonly quota: AccountQuota;
  /** Input and the longest answer. */
  readonly tokens: number;
}

/** How a call is let through. */
export interface GateOptions {
  readonly signal: AbortSignal;
  readonly onHold: (hold: QuotaHold) => void;
  readonly onExcess: (excess: QuotaExcess) => void;
}

/** A call that was let through. */
export interface Admission {
  /** AWS refused an attempt, or the last of them. */
  throttled(error: BedrockError): void;
  /** The call has ended; undefined where nothing was sent. */
  settle(result: ConverseResult | undefined): void;
}

/** A call, and how it is made. */
export interface GatedCall {
  readonly connection: Connection;
  readonly request: ConverseRequest;
}

/** A wait that turns out to be so much longer or shorter is told anew. */
const RETELL_MS = 2_000;

const uncounted: Admission = { throttled: () => undefined, settle: () => undefined };

/**
 * Holds calls that AWS would refuse, as far as the account's quotas are known, until they fit: first come, first served
 * for each quota. What is not known holds nobody. All surfaces of a window share one; other windows and machines are not
 * seen but by their throttling.
 */
export class QuotaGate {
  private readonly lines = new Map<string, QuotaLine>();

  constructor(
    private readonly quotas: Pick<AccountQuotas, 'known' | 'read'> | undefined,
    private readonly clock: QuotaClock = systemClock,
  ) {}

  /** Resolves when the call may be sent. Rejects with an AbortError when it is cancelled before. */
  async admit({ connection, request }: GatedCall, options: GateOptions): Promise<Admission> {
    const { quotas } = this;
    const place = placeOf(request, connection);
    if (quotas === undefined || place === undefined) {
      return uncounted;
    }
    const [account, known] = await Promise.all([
      accountKey(connection).catch(() => undefined),
      quotas.known(connection),
    ]);
    if (account === undefined) {
      return uncounted;
    }
    const key = [account, place.route, place.model].join('|');
    const line = this.lines.get(key) ?? new QuotaLine(this.clock, place);
    this.lines.set(key, line);
    line.learn(known);
    const admission = await line.admit(request, options);
    return {
      throttled: (error) => {
        admission.throttled(error);
        // Whoever was throttled has a reason to know; the answer does not wait for it.
        void quotas.read(connection).then((reading) => {
          line.learn(reading.type === 'known' ? reading.quotas : undefined);
        });
      },
      settle: (result) => admission.settle(result),
    };
  }
}

/** Quotas of bedrock-mantle are others, in other units. */
function placeOf(request: ConverseRequest, connection: Connection): QuotaPlace | undefined {
  try {
    const api = apiOf(request, connection);
    return api.name !== 'converse' && api.endpoint === 'mantle' ? undefined : quotaPlace(request.model);
  } catch {
    // Why it cannot be sent is said where it is sent.
    return undefined;
  }
}

/** The calls that count against the quotas of one way to one model. */
class QuotaLine {
  private readonly queue = new PQueue({ concurrency: 1 });
  private readonly tokens = new QuotaMeter();
  private readonly requests = new QuotaMeter();
  private readonly expectation = new Expectation();
  private tokenQuota: AccountQuota | undefined;
  private requestQuota: AccountQuota | undefined;
  /** The hold of the call that is next, which those behind it wait for as well. */
  private hold: (QuotaHold & { readonly untilMs: number }) | undefined;
  private wake: () => void = () => undefined;
  /** The calls that are under way, each of which says anew what it is expected to count. */
  private readonly underWay = new Set<() => void>();

  constructor(
    private readonly clock: QuotaClock,
    private readonly place: QuotaPlace,
  ) {}

  learn(quotas: readonly AccountQuota[] | undefined): void {
    const { tokensPerMinute, requestsPerMinute } =
      quotas === undefined ? {} : modelQuotas(quotas, this.place);
    this.tokenQuota = tokensPerMinute;
    this.requestQuota = requestsPerMinute;
    this.tokens.setLimit(tokensPerMinute?.value, this.clock.now());
    this.requests.setLimit(requestsPerMinute?.value, this.clock.now());
  }

  async admit(request: ConverseRequest, options: GateOptions): Promise<Admission> {
    const { signal, onHold } = options;
    signal.throwIfAborted();
    if (this.hold !== undefined) {
      const { quota, untilMs } = this.hold;
      onHold({ quota, delayMs: Math.max(0, untilMs - this.clock.now()) });
      signal.throwIfAborted();
    }
    return this.queue.add(() => this.turn(request, options), { signal });
  }

  private async turn(
    request: ConverseRequest,
    { signal, onHold, onExcess }: GateOptions,
  ): Promise<Admission> {
    const estimated = this.tokenQuota === undefined ? undefined : estimateRequestTokens(request);
    const expected = estimated === undefined ? 0 : this.expectation.counted(request, estimated);
    if (this.tokenQuota !== undefined && estimated !== undefined) {
      const tokens = this.expectation.reserved(request, estimated);
      if (tokens > this.tokenQuota.value) {
        onExcess({ quota: this.tokenQuota, tokens });
      }
    }
    try {
      for (let wait = this.nextWait(expected); wait !== undefined; wait = this.nextWait(expected)) {
        const untilMs = this.clock.now() + wait.delayMs;
        const told = this.hold;
        this.hold = { ...wait, untilMs };
        if (told?.quota !== wait.quota || Math.abs(told.untilMs - untilMs) > RETELL_MS) {
          onHold(wait);
          signal.throwIfAborted();
        }
        const waking = new AbortController();
        this.wake = () => waking.abort();
        await this.clock.wait(wait.delayMs, AbortSignal.any([signal, waking.signal]));
        signal.throwIfAborted();
      }
    } finally {
      this.hold = undefined;
    }
    this.requests.add(1, this.clock.now());
    return this.admitted(request, estimated, expected);
  }

  private nextWait(expected: number): QuotaHold | undefined {
    const now = this.clock.now();
    const holds = [
      { quota: this.tokenQuota, delayMs: this.tokens.waitMs(expected, now) },
      { quota: this.requestQuota, delayMs: this.requests.waitMs(1, now) },
    ];
    return holds
      .flatMap(({ quota, delayMs }) => (quota === undefined || delayMs <= 0 ? [] : [{ quota, delayMs }]))
      .sort((a, b) => b.delayMs - a.delayMs)[0];
  }

  private admitted(request: ConverseRequest, estimated: number | undefined, expected: number): Admission {
    const entry = this.tokens.add(expected, this.clock.now());
    const expectAnew = (): void => {
      const anew = estimated === undefined ? 0 : this.expectation.counted(request, estimated);
      this.tokens.correct(entry, Math.max(entry.amount, anew), this.clock.now());
    };
    this.underWay.add(expectAnew);
    return {
      throttled: ({ detail }) => {
        const now = this.clock.now();
        const isOf = { tokens: /token/i.test(detail.message), requests: /request/i.test(detail.message) };
        if (isOf.tokens || !isOf.requests) {
          this.tokens.refused(now);
        }
        if (isOf.requests || !isOf.tokens) {
          this.requests.refused(now);
        }
      },
      settle: (result) => {
        const { usage } = result ?? {};
        this.underWay.delete(expectAnew);
        this.tokens.correct(
          entry,
          usage === undefined ? 0 : countedTokens(usage, request.model.modelId),
          this.clock.now(),
        );
        if (usage !== undefined && estimated !== undefined) {
          this.expectation.learn(estimated, usage);
          this.underWay.forEach((expect) => expect());
        }
        // What was given back may let the next one through.
        this.wake();
      },
    };
  }
}
