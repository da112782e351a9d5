import assert from 'node:assert/strict';
import { RpcClient, type RpcOptions } from '../../../src/shared/rpcClient';

interface Methods {
  readonly double: { readonly request: { readonly of: number }; readonly result: number };
  readonly name: { readonly request: object; readonly result: string };
}

const failed = (reason: string) => ({ message: reason });

describe('requests to another side', () => {
  let posted: { id: number; request: unknown }[];
  let cancelled: number[];

  beforeEach(() => {
    posted = [];
    cancelled = [];
  });

  function connect(options: Partial<RpcOptions<Methods>> = {}): RpcClient<Methods, number> {
    return new RpcClient<Methods, number>({
      post: (id, request) => posted.push({ id, request }),
      cancel: (id) => cancelled.push(id),
      parse: (method, value) =>
        typeof value === (method === 'double' ? 'number' : 'string') ? { value } : undefined,
      failure: (reason) => new Error(reason),
      ...options,
    });
  }

  it('get their own answers, in whatever order these come', async () => {
    const rpc = connect();
    const [two, name] = [rpc.call('double', { of: 1 }), rpc.call('name', {})];
    assert.deepEqual(posted, [
      { id: 1, request: { of: 1 } },
      { id: 2, request: {} },
    ]);
    rpc.resolve(2, 'engine');
    rpc.resolve(1, 2);
    assert.deepEqual([await two, await name], [2, 'engine']);
  });

  it('fail by what the other side says, and by an answer of another shape', async () => {
    const rpc = connect();
    const [one, other] = [rpc.call('double', { of: 1 }), rpc.call('double', { of: 2 })];
    rpc.reject(1, new Error('overflow'));
    rpc.resolve(2, 'four');
    await assert.rejects(one, failed('overflow'));
    await assert.rejects(other, failed('unexpected'));
  });

  it('are answered once: what comes later or uninvited is dropped', async () => {
    const rpc = connect();
    const one = rpc.call('double', { of: 1 });
    rpc.resolve(7, 14);
    rpc.resolve(1, 2);
    rpc.resolve(1, 3);
    rpc.reject(1, new Error('late'));
    assert.equal(await one, 2);
  });

  it('end after their time, each for itself', async () => {
    const rpc = connect({ timeoutMs: 20 });
    await assert.rejects(rpc.call('double', { of: 1 }), failed('timeout'));
    const other = rpc.call('double', { of: 2 });
    rpc.resolve(2, 4);
    assert.equal(await other, 4);
  });

  it('end together where one that takes too long means that nobody is there', async () => {
    const rpc = connect({ timeoutMs: 20, onTimeout: () => rpc.disconnect(new Error('hangs')) });
    const both = [rpc.call('double', { of: 1 }), rpc.call('name', {})];
    for (const { reason } of (await Promise.allSettled(both)) as PromiseRejectedResult[]) {
      assert.equal((reason as Error).message, 'hangs');
    }
  });

  it('tell the other side when they are cancelled, which has the last word', async () => {
    const rpc = connect();
    const abort = new AbortController();
    const one = rpc.call('double', { of: 1 }, { signal: abort.signal });
    abort.abort();
    assert.deepEqual(cancelled, [1]);
    rpc.reject(1, new Error('stopped'));
    await assert.rejects(one, failed('stopped'));
    await assert.rejects(rpc.call('name', {}, { signal: abort.signal }), failed('cancelled'));
    assert.equal(posted.length, 1, 'what is cancelled before is not sent');
  });

  it('do not tell of a cancellation after their answer', async () => {
    const rpc = connect();
    const abort = new AbortController();
    const one = rpc.call('double', { of: 1 }, { signal: abort.signal });
    rpc.resolve(1, 2);
    await one;
    abort.abort();
    assert.deepEqual(cancelled, []);
  });

  it('say how far they are', async () => {
    const rpc = connect();
    const seen: number[] = [];
    const one = rpc.call('double', { of: 1 }, { onProgress: (progress) => seen.push(progress) });
    rpc.progress(1, 0.5);
    rpc.resolve(1, 2);
    await one;
    rpc.progress(1, 1);
    assert.deepEqual(seen, [0.5]);
  });

  it('are rejected when the line is gone, and may find another', async () => {
    const rpc = connect();
    const one = rpc.call('double', { of: 1 });
    rpc.disconnect(new Error('died'));
    await assert.rejects(one, failed('died'));
    const other = rpc.call('double', { of: 2 });
    rpc.resolve(2, 4);
    assert.equal(await other, 4);
  });

  it('are rejected by dispose, those that are pending and those to come', async () => {
    const rpc = connect();
    const one = rpc.call('double', { of: 1 });
    rpc.dispose();
    rpc.dispose();
    await assert.rejects(one, failed('disposed'));
    await assert.rejects(rpc.call('name', {}), failed('disposed'));
    assert.equal(posted.length, 1);
  });

  it('leave a line idle that nobody asks, and not before', async () => {
    let [idle, resolveIdle] = [0, (): void => undefined];
    const became = new Promise<void>((resolve) => (resolveIdle = resolve));
    const rpc = connect({
      idleMs: 10,
      onIdle: () => {
        idle += 1;
        resolveIdle();
      },
    });
    const [one, other] = [rpc.call('double', { of: 1 }), rpc.call('double', { of: 2 })];
    rpc.resolve(1, 2);
    await one;
    assert.equal(idle, 0);
    rpc.resolve(2, 4);
    await other;
    const waiting = setTimeout(() => undefined, 5000);
    await became;
    clearTimeout(waiting);
    assert.equal(idle, 1);
  });
});
