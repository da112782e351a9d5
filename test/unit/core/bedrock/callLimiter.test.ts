import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { CallLimiter } from '../../../../src/core/bedrock/callLimiter';

const never = new AbortController().signal;
const ignore = () => undefined;

/** A service that takes `capacity` calls at once and throttles the others. */
class Service {
  running = 0;
  most = 0;
  throttled = 0;

  constructor(private readonly capacity: number) {}

  async call(tellThrottled: () => void): Promise<void> {
    if (this.running >= this.capacity) {
      this.throttled++;
      tellThrottled();
      await sleep(2);
      return this.call(tellThrottled);
    }
    this.running++;
    this.most = Math.max(this.most, this.running);
    await sleep(2);
    this.running--;
  }
}

describe('CallLimiter', () => {
  it('finds how many calls a model takes, so that many agents throttle one another only at first', async () => {
    const agents = 10;
    const rounds = 20;
    const work = async (limiter: CallLimiter | undefined) => {
      const service = new Service(3);
      const agent = async () => {
        for (let round = 0; round < rounds; round++) {
          await (limiter?.run('model', { signal: never, onWait: ignore }, (throttled) =>
            service.call(throttled),
          ) ?? service.call(ignore));
        }
      };
      await Promise.all(Array.from({ length: agents }, agent));
      return service.throttled;
    };
    const without = await work(undefined);
    const withLimiter = await work(new CallLimiter());
    assert.ok(withLimiter * 4 < without, `${withLimiter} throttled with it, ${without} without`);
  });

  it('lets calls to one model pass by another that is throttled', async () => {
    const limiter = new CallLimiter(1);
    const release = new EventEmitter();
    const slow = limiter.run('slow', { signal: never, onWait: ignore }, () => once(release, 'now'));
    assert.equal(await limiter.run('quick', { signal: never, onWait: ignore }, () => Promise.resolve(1)), 1);
    release.emit('now');
    await slow;
  });

  it('says that a call waits, and gives its place up when it is cancelled', async () => {
    const limiter = new CallLimiter(1);
    const release = new EventEmitter();
    const first = limiter.run('m', { signal: never, onWait: ignore }, () => once(release, 'now'));
    const user = new AbortController();
    const waits: number[] = [];
    let ran = false;
    const second = limiter.run('m', { signal: user.signal, onWait: (running) => waits.push(running) }, () => {
      ran = true;
      return Promise.resolve();
    });
    user.abort();
    await assert.rejects(second, { name: 'AbortError' });
    release.emit('now');
    await first;
    assert.deepEqual([waits, ran], [[1], false]);
  });

  it('goes on after a call that threw', async () => {
    const limiter = new CallLimiter(1);
    const failing = limiter.run('m', { signal: never, onWait: ignore }, () =>
      Promise.reject(new Error('no')),
    );
    await assert.rejects(failing, /no/);
    assert.equal(await limiter.run('m', { signal: never, onWait: ignore }, () => Promise.resolve(2)), 2);
  });
});
