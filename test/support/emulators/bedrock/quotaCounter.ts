import { AwsError } from './errors';

/** A model's quotas, and how AWS counts against them. */
export interface QuotaRules {
  readonly tokensPerMinute: number;
  readonly requestsPerMinute?: number;
  /** What each token of an answer counts when the call has ended. */
  readonly burndown: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
}

interface Used {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWriteInputTokens: number;
}

/** One quota of a minute: a bucket that fills up all the time. */
class Level {
  private left: number;
  private atMs: number;

  constructor(
    private readonly limit: number,
    private readonly rules: Pick<QuotaRules, 'now'>,
  ) {
    this.left = limit;
    this.atMs = rules.now();
  }

  has(amount: number): boolean {
    this.fill();
    return this.left >= amount;
  }

  /** What is given back never fills it beyond its limit; what is counted later may leave a debt. */
  change(amount: number): void {
    this.fill();
    if (this.limit !== Infinity) {
      this.left = Math.min(this.limit, this.left + amount);
    }
  }

  private fill(): void {
    const at = this.rules.now();
    const minutes = (at - this.atMs) / 60_000;
    if (minutes > 0) {
      this.left = Math.min(this.limit, this.left + this.limit * minutes);
    }
    this.atMs = at;
  }
}

/**
 * Counts calls as AWS's documents say it ("How tokens are counted"): at the start all input and the longest answer are
 * reserved, or the call is refused; at its end that is given back, and the input that was not read from the cache and
 * the answer, times its factor, are counted. Input tokens here are those that were not read from the cache.
 */
export class QuotaCounter {
  /** Calls that were refused. */
  refusals = 0;
  /** Tokens that calls have counted in the end. */
  counted = 0;
  private readonly models = new Map<string, { rules: QuotaRules; tokens: Level; requests: Level }>();

  /** From now on the model has these quotas. */
  limit(modelId: string, rules: QuotaRules): void {
    this.models.set(modelId, {
      rules,
      tokens: new Level(rules.tokensPerMinute, rules),
      requests: new Level(rules.requestsPerMinute ?? Infinity, rules),
    });
  }

  clear(): void {
    this.models.clear();
    this.refusals = 0;
    this.counted = 0;
  }

  /** Reserves; what it returns settles, the first time. @throws AwsError ThrottlingException */
  admit(modelId: string, call: { readonly input: number; readonly longest: number }): (used: Used) => void {
    const quota = this.models.get(modelId);
    if (quota === undefined) {
      return () => undefined;
    }
    const { rules, tokens, requests } = quota;
    const reserved = call.input + call.longest;
    if (!requests.has(1) || !tokens.has(reserved)) {
      this.refusals++;
      const what = requests.has(1) ? 'tokens' : 'requests';
      throw new AwsError('ThrottlingException', `Too many ${what}, please wait before trying again.`);
    }
    requests.change(-1);
    tokens.change(-reserved);
    let isSettled = false;
    return ({ inputTokens, cacheWriteInputTokens, outputTokens }) => {
      if (!isSettled) {
        isSettled = true;
        const counted = inputTokens + cacheWriteInputTokens + outputTokens * rules.burndown;
        this.counted += counted;
        tokens.change(reserved - counted);
      }
    };
  }
}
