import assert from 'node:assert/strict';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import {
  answer,
  directiveHelp,
  fail,
  failMid,
  serviceErrorNames,
  streamExceptionNames,
  throttle,
} from '../../support/emulators/bedrock';
import { withEmulator } from '../../support/withEngine';
import { clientsFor, converse, question, sonnet } from './clients';

describe('Bedrock emulator: what can go wrong', () => {
  const emulator = withEmulator();
  let runtime: ReturnType<typeof clientsFor>['runtime'];

  before(() => {
    runtime = clientsFor({ endpoint: emulator().url, credentials: emulator().credentials }).runtime;
  });

  describe('failures before the stream', () => {
    for (const name of serviceErrorNames) {
      it(`refuses with ${name} in AWS's form`, async () => {
        emulator().script(fail(name));
        await assert.rejects(converse(runtime, question('hello')), (error: Error & Wire) => {
          assert.equal(error.name, name);
          assert.equal(error.$metadata.httpStatusCode, emulator().requests[0]?.status);
          assert.notEqual(error.message, '');
          return true;
        });
        assert.equal(emulator().requests[0]?.errorName, name);
      });
    }

    it('uses the statuses of the service model', async () => {
      const statuses: Partial<Record<(typeof serviceErrorNames)[number], number>> = {
        ThrottlingException: 429,
        ModelNotReadyException: 429,
        ModelTimeoutException: 408,
        ModelErrorException: 424,
        ServiceUnavailableException: 503,
        InternalServerException: 500,
        ValidationException: 400,
        AccessDeniedException: 403,
        ServiceQuotaExceededException: 400,
        ResourceNotFoundException: 404,
      };
      for (const [name, status] of Object.entries(statuses)) {
        emulator().script(fail(name as keyof typeof statuses));
        await assert.rejects(converse(runtime, question('hello')));
        assert.equal(emulator().requests.at(-1)?.status, status, name);
      }
    });

    it('throttles some attempts, says when to come back, and is retried by the SDK', async () => {
      const { runtime: patient } = clientsFor({
        endpoint: emulator().url,
        credentials: emulator().credentials,
        maxAttempts: 3,
      });
      emulator().script(throttle(2, 0));
      const { text } = await converse(patient, question('hello'));
      assert.match(text, /emulator/);
      assert.deepEqual(
        emulator().requests.map(({ status, attempt }) => [status, attempt]),
        [
          [429, 1],
          [429, 2],
          [200, 3],
        ],
      );
      assert.equal(new Set(emulator().requests.map(({ invocationId }) => invocationId)).size, 1);
    });

    it('sends Retry-After', async () => {
      emulator().script(throttle(1, 7));
      await assert.rejects(converse(runtime, question('hello')), (error: Error & Wire) => {
        assert.equal(error.$response?.headers['retry-after'], '7');
        assert.match(error.$response?.headers['x-amzn-errortype'] ?? '', /^ThrottlingException:http/);
        return true;
      });
    });

    it("carries an exception's further fields", async () => {
      emulator().script(
        fail('ModelErrorException', { fields: { originalStatusCode: 500, resourceName: 'a-model' } }),
      );
      await assert.rejects(converse(runtime, question('hello')), {
        originalStatusCode: 500,
        resourceName: 'a-model',
      });
    });
  });

  describe('failures in mid-stream', () => {
    for (const name of streamExceptionNames) {
      it(`delivers ${name} after some words`, async () => {
        emulator().script(failMid(name, 4, { message: 'Broken on purpose.' }));
        const { text, kinds, error } = await converse(runtime, question('hello'));
        assert.equal(kinds.filter((kind) => kind === 'contentBlockDelta').length, 4);
        assert.match(text, /^\*\*This is the Bedrock/);
        assert.equal(error?.name.toLowerCase(), name.toLowerCase());
        assert.equal(error?.message, 'Broken on purpose.');
        assert.ok(!kinds.includes('metadata'));
      });
    }

    it("carries a stream exception's further fields", async () => {
      const fields = { originalStatusCode: 529, originalMessage: 'Overloaded' };
      emulator().script(failMid('modelStreamErrorException', 1, { fields }));
      const { error } = await converse(runtime, question('hello'));
      assert.deepEqual(
        [
          (error as Error & typeof fields).originalStatusCode,
          (error as Error & typeof fields).originalMessage,
        ],
        [529, 'Overloaded'],
      );
    });

    it('cuts the connection after some words, between events or inside one', async () => {
      for (const midFrame of [false, true]) {
        emulator().script({ fault: { kind: 'cut', afterWords: 3, midFrame } });
        const { kinds, error } = await converse(runtime, question('hello'));
        assert.equal(kinds.filter((kind) => kind === 'contentBlockDelta').length, 3);
        assert.ok(error, `no error, mid-frame ${midFrame}`);
      }
      await emulator().waitForRequest((received) => received.ended);
      assert.ok(emulator().requests.every((received) => !received.aborted));
    });

    it('cuts the connection before the headers', async () => {
      emulator().script({ fault: { kind: 'cut' } });
      await assert.rejects(converse(runtime, question('hello')), { code: 'ECONNRESET' });
    });

    it('sends a frame with a wrong checksum', async () => {
      emulator().script({ fault: { kind: 'bad-frame', afterWords: 3 } });
      const { kinds, error } = await converse(runtime, question('hello'));
      assert.equal(kinds.filter((kind) => kind === 'contentBlockDelta').length, 3);
      assert.match(error?.message ?? '', /checksum/i);
    });

    it('stalls in mid-stream until the client gives up, and notes that it did', async () => {
      emulator().script({ fault: { kind: 'stall', afterWords: 3 } });
      const giveUp = new AbortController();
      const call = converse(runtime, question('hello'), { abortSignal: giveUp.signal }).catch(
        (error: Error) => ({ error }),
      );
      const received = await emulator().waitForRequest(({ wordsSent }) => wordsSent === 3);
      assert.equal(received.aborted, false);
      giveUp.abort();
      await emulator().waitForRequest(({ aborted }) => aborted);
      assert.equal((await call).error?.name, 'AbortError');
      assert.equal(received.ended, true);
    });

    it('stalls before the headers', async () => {
      emulator().script({ fault: { kind: 'stall' } });
      const giveUp = new AbortController();
      const call = assert.rejects(converse(runtime, question('hello'), { abortSignal: giveUp.signal }), {
        name: 'AbortError',
      });
      const received = await emulator().waitForRequest(() => true);
      giveUp.abort();
      await call;
      await emulator().waitForRequest(({ aborted }) => aborted);
      assert.equal(received.status, undefined);
    });

    it('notices that an answer in progress is no longer wanted', async () => {
      emulator().script(answer({ words: 1000, paceMs: 5 }));
      const giveUp = new AbortController();
      const call = converse(runtime, question('hello'), { abortSignal: giveUp.signal }).catch(
        () => undefined,
      );
      await emulator().waitForRequest(({ wordsSent }) => wordsSent > 2);
      giveUp.abort();
      const received = await emulator().waitForRequest(({ aborted }) => aborted);
      await call;
      assert.ok(received.wordsSent < 1000);
    });
  });

  describe('scripts and directives', () => {
    it('serves scripts first in, first out, each to the calls that it is for', async () => {
      emulator().script(
        { match: { modelId: 'nova' }, answer: { text: 'for nova' } },
        { match: { prompt: /^b/ }, answer: { text: 'for b' } },
        { times: 2, answer: { text: 'for any two' } },
      );
      const texts: string[] = [];
      for (const [prompt, modelId] of [
        ['a', sonnet],
        ['b', sonnet],
        ['c', 'amazon.nova-pro-v1:0'],
        ['d', sonnet],
      ] as const) {
        texts.push((await converse(runtime, question(prompt, { modelId }))).text);
      }
      assert.deepEqual(texts, ['for any two', 'for b', 'for nova', 'for any two']);
      assert.match((await converse(runtime, question('e'))).text, /emulator/);
    });

    it('obeys a directive of the last prompt, never of an earlier one', async () => {
      const { stopReason } = await converse(
        runtime,
        question('', {
          messages: [
            { role: 'user', content: [{ text: 'first [fail AccessDeniedException]' }] },
            { role: 'assistant', content: [{ text: 'Hm.' }] },
            { role: 'user', content: [{ text: 'second' }] },
          ],
        }),
      );
      assert.equal(stopReason, 'end_turn');
    });

    it('throttles the first attempts of a prompt, then answers it, and so again', async () => {
      const ask = question('please [throttle 2]');
      for (let round = 0; round < 2; round += 1) {
        await assert.rejects(converse(runtime, ask), { name: 'ThrottlingException' });
        await assert.rejects(converse(runtime, ask), { name: 'ThrottlingException' });
        assert.equal((await converse(runtime, ask)).stopReason, 'end_turn');
      }
    });

    const outcomes: Record<
      string,
      (outcome: { error: Error | undefined; text: string; stopReason?: string | undefined }) => void
    > = {
      '[fail AccessDeniedException]': ({ error }) => assert.equal(error?.name, 'AccessDeniedException'),
      '[fail modelNotReady]': ({ error }) => assert.equal(error?.name, 'ModelNotReadyException'),
      '[fail-mid modelStreamErrorException]': ({ error, text }) => {
        assert.equal(error?.name, 'ModelStreamErrorException');
        assert.equal(text.trim().split(' ').length, 5);
      },
      '[fail-mid throttling 2]': ({ error, text }) => {
        assert.equal(error?.name, 'ThrottlingException');
        assert.equal(text.trim().split(' ').length, 2);
      },
      '[cut]': ({ error, text }) => assert.ok(error && text),
      '[cut-frame]': ({ error, text }) => assert.ok(error && text),
      '[bad-frame]': ({ error }) => assert.match(error?.message ?? '', /checksum/i),
      '[words 300]': ({ text }) => assert.equal(text.split(/\s+/).length, 300),
      '[reasoning]': ({ text }) => assert.match(text, /emulator/),
      '[code]': ({ text }) => assert.match(text, /```typescript\n[\s\S]+```/),
      '[markdown]': ({ text }) => assert.match(text, /1\. first[\s\S]+\| one \| 1 \|[\s\S]+```/),
      '[slow 1] [wait 1]': ({ stopReason }) => assert.equal(stopReason, 'end_turn'),
      '[stop content_filtered]': ({ stopReason }) => assert.equal(stopReason, 'content_filtered'),
      '[guardrail Investing]': ({ stopReason }) => assert.equal(stopReason, 'guardrail_intervened'),
      '[tool search]': ({ stopReason }) => assert.equal(stopReason, 'tool_use'),
      '[nonsense] [fail Nothing]': ({ stopReason }) => assert.equal(stopReason, 'end_turn'),
    };
    for (const [directive, check] of Object.entries(outcomes)) {
      it(`understands ${directive} in a prompt`, async () => {
        check(
          await converse(runtime, question(`please ${directive}`)).catch((error: Error) => ({
            error,
            text: '',
          })),
        );
      });
    }

    it('fails only some attempts when a number says so', async () => {
      const ask = question('please [fail ServiceUnavailableException 1]');
      await assert.rejects(converse(runtime, ask), { name: 'ServiceUnavailableException' });
      assert.equal((await converse(runtime, ask)).stopReason, 'end_turn');
    });

    it('gives Converse, which has no stream to break, the nearest failure', async () => {
      const ask = (directive: string): Promise<unknown> =>
        runtime.send(new ConverseCommand(question(directive)));
      await assert.rejects(ask('[fail-mid throttlingException]'), { name: 'ThrottlingException' });
      await assert.rejects(ask('[cut]'), { code: 'ECONNRESET' });
    });

    it('documents every directive', () => {
      const documented = directiveHelp.map(({ directive }) => directive.split(/[ \]]/)[0]);
      const tested = [...Object.keys(outcomes), '[throttle 2]', '[stall]'].flatMap((text) =>
        text.match(/\[[\w-]+/g),
      );
      const known = tested.filter((name) => name !== '[nonsense');
      assert.deepEqual([...new Set(documented)].sort(), [...new Set(known)].sort());
    });

    it('stalls on a directive', async () => {
      const giveUp = new AbortController();
      const call = converse(runtime, question('please [stall 2]'), { abortSignal: giveUp.signal }).catch(
        () => undefined,
      );
      await emulator().waitForRequest(({ wordsSent }) => wordsSent === 2);
      giveUp.abort();
      await call;
      await emulator().waitForRequest(({ aborted }) => aborted);
    });
  });
});

interface Wire {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Record<string, string> };
}
