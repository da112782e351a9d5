import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type Message } from '../../../../src/core/bedrock/content';
import type { ChatOutcome } from '../../../../src/core/chat/question';
import { startAimock } from '../../../support/aimock';
import { answer, fail, failMid, streamExceptionNames, throttle } from '../../../support/emulators/bedrock';
import { pngOf } from '../../../world/support/pictures';
import { samplePdf } from '../../../world/bedrock';
import { testEngine } from '../../../support/engine';
import { withEmulator, withEngine } from '../../../support/withEngine';

function called(outcome: ChatOutcome): Extract<ChatOutcome, { type: 'called' }> {
  assert.equal(outcome.type, 'called');
  return outcome;
}

describe('ChatEngine', () => {
  const emulator = withEmulator();
  const test = withEngine(emulator);

  it('streams an answer and records the call with its usage', async () => {
    const { outcome, text } = await test().ask('Hello there');

    const { result } = called(outcome);
    assert.equal(result.outcome, 'success');
    assert.match(text, /Hello there/);
    assert.equal(result.text, text);
    const [invocation, ...others] = test().invocations;
    assert.equal(others.length, 0);
    assert.equal(invocation?.id, result.invocationId);
    assert.equal(invocation?.outcome, 'success');
    assert.equal(invocation?.success, 1);
    assert.equal(invocation?.attempts, 1);
    assert.equal(invocation?.usage_source, 'reported');
    assert.equal(invocation?.stop_reason, 'end_turn');
    assert.ok((invocation?.input_tokens ?? 0) > 0 && (invocation?.output_tokens ?? 0) > 0);
    assert.ok((invocation?.time_to_first_token_ms ?? Infinity) <= (invocation?.latency_ms ?? 0));
    assert.equal(invocation?.cost_usd, null);
  });

  it('hands on the first words while the rest is still to come', async () => {
    emulator().script(answer({ text: 'one two three four five', paceMs: 40 }));
    let endedAtFirstText: boolean | undefined;
    await test().ask('Throttle', {
      onEvent: (event) => {
        if (event.type === 'text') {
          endedAtFirstText ??= emulator().requests.at(-1)?.ended;
        }
      },
    });
    assert.equal(endedAtFirstText, false);
  });

  it('chooses the newest Claude Sonnet that is listed, through its profile, and says that it chose', async () => {
    test().settings = { ...test().settings, model: '' };
    const { outcome } = await test().ask('Which one?');

    const { model } = called(outcome);
    assert.equal(model.automatic, true);
    assert.match(model.label, /Sonnet/);
    const { models } = await test().catalog.list(await test().connections.current());
    assert.ok(models.some(({ id }) => id === model.id));
    assert.equal(
      emulator().requests.find(({ operation }) => operation === 'ConverseStream')?.modelId,
      model.id,
    );
  });

  it('sends the model that is set without listing anything', async () => {
    await test().ask('Hello');
    assert.deepEqual(
      emulator().requests.map(({ operation }) => operation),
      ['ConverseStream'],
    );
  });

  it('tries again when throttled, says so, and counts the attempts', async () => {
    emulator().script(throttle(2));
    const { outcome, events } = await test().ask('Busy?');

    assert.equal(called(outcome).result.outcome, 'success');
    const notices = events.flatMap((event) => (event.type === 'retry' ? [event.notice] : []));
    assert.deepEqual(
      notices.map(({ failedAttempt, maxAttempts, error }) => [failedAttempt, maxAttempts, error.reason]),
      [
        [1, 5, 'throttled'],
        [2, 5, 'throttled'],
      ],
    );
    assert.equal(test().invocations[0]?.attempts, 3);
  });

  it('waits as long as Retry-After asks', async () => {
    emulator().script(throttle(1, 1));
    const { events } = await test().ask('When?');
    const [notice] = events.flatMap((event) => (event.type === 'retry' ? [event.notice] : []));
    // The clock moves between the header's arrival and its use.
    assert.ok((notice?.delayMs ?? 0) > 900, `waited ${notice?.delayMs} ms`);
  });

  it('gives up after the last attempt and records it as throttled', async () => {
    test().connection = { ...test().connection, retryMaxAttempts: 3 };
    emulator().script(throttle(9));
    const { outcome } = await test().ask('Still busy?');

    assert.equal(called(outcome).problem?.reason, 'throttled');
    assert.equal(test().invocations[0]?.outcome, 'throttled');
    assert.equal(test().invocations[0]?.attempts, 3);
    assert.equal(test().invocations[0]?.error_code, 'ThrottlingException');
  });

  for (const exception of streamExceptionNames) {
    it(`keeps the text that came before ${exception} in mid-stream`, async () => {
      emulator().script(failMid(exception, 4));
      const { outcome, text } = await test().ask('Tell me something');

      const { result, problem } = called(outcome);
      assert.equal(text.trim().split(/\s+/).length, 4);
      assert.equal(result.text, text);
      assert.deepEqual(
        problem?.actions.slice(0, 2).map(({ id }) => id),
        ['continue', 'retry'],
      );
      assert.equal(result.outcome, exception === 'throttlingException' ? 'throttled' : 'error');
      assert.equal(test().invocations[0]?.usage_source, 'estimated');
    });
  }

  it('takes a connection that is cut in mid-stream for a broken stream', async () => {
    emulator().script({ fault: { kind: 'cut', afterWords: 3 } });
    const { outcome, text } = await test().ask('Cut me off');
    assert.equal(called(outcome).problem?.reason, 'streamBroken');
    assert.notEqual(text, '');
  });

  it('gives up on a stream that falls silent', async () => {
    test().settings = { ...test().settings, timeouts: { idleMs: 150, totalMs: 0 } };
    emulator().script({ fault: { kind: 'stall', afterWords: 3 } });
    const { outcome } = await test().ask('Stall');
    assert.equal(called(outcome).problem?.reason, 'idleTimeout');
    assert.equal(called(outcome).result.outcome, 'error');
  });

  it('ends an answer that takes longer than allowed in all', async () => {
    test().settings = { ...test().settings, timeouts: { idleMs: 0, totalMs: 150 } };
    emulator().script(answer({ words: 1000, paceMs: 20 }));
    assert.equal(called((await test().ask('For ever')).outcome).problem?.reason, 'idleTimeout');
  });

  it('stops the HTTP request when cancelled in mid-answer, and estimates the usage', async () => {
    emulator().script(answer({ words: 1000, paceMs: 10 }));
    const abort = new AbortController();
    const { outcome, text } = await test().ask('Stop me', {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'text') {
          abort.abort();
        }
      },
    });

    const { result, problem } = called(outcome);
    assert.equal(result.outcome, 'cancelled');
    assert.equal(problem, undefined);
    assert.notEqual(text, '');
    const request = await emulator().waitForRequest(({ aborted }) => aborted);
    assert.ok(request.wordsSent < 1000);
    assert.equal(test().invocations[0]?.outcome, 'cancelled');
    assert.equal(test().invocations[0]?.usage_source, 'estimated');
  });

  it('stops waiting between two attempts at once when cancelled', async () => {
    test().connection = { ...test().connection, retryBaseDelayMs: 60_000 };
    emulator().script(throttle(1));
    const abort = new AbortController();
    const { outcome } = await test().ask('Never mind', {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'retry') {
          abort.abort();
        }
      },
    });
    assert.equal(called(outcome).result.outcome, 'cancelled');
    assert.equal(emulator().requests.length, 1);
  });

  it('does not call anything for a question that was cancelled before it began', async () => {
    const { outcome } = await test().ask('Too late', { signal: AbortSignal.abort() });
    assert.equal(outcome.type, 'cancelled');
    assert.equal(emulator().requests.length, 0);
    assert.equal(test().invocations.length, 0);
  });

  it('tells a wrong secret from missing access, each with its next step', async () => {
    test().keys = { ...emulator().credentials, secretAccessKey: 'not/the/secret' };
    const wrong = called((await test().ask('Let me in')).outcome);
    assert.equal(wrong.problem?.reason, 'credentialsWrong');
    assert.equal(wrong.problem?.actions[0]?.id, 'signIn');
    assert.ok(!JSON.stringify(wrong.problem).includes('not/the/secret'));

    test().keys = emulator().credentials;
    test().connections.invalidate();
    emulator().script(
      fail('AccessDeniedException', {
        message: "You don't have access to the model with the specified model ID.",
      }),
    );
    const denied = called((await test().ask('And now?')).outcome);
    assert.equal(denied.problem?.reason, 'modelAccessNotGranted');
    assert.equal(test().invocations.at(-1)?.error_code, 'AccessDeniedException');
  });

  it('records a question whose model could not be looked up', async () => {
    test().settings = { ...test().settings, model: '' };
    test().keys = { ...emulator().credentials, secretAccessKey: 'not/the/secret' };
    const { outcome } = await test().ask('Which model?');
    assert.equal(outcome.type, 'notCalled');
    assert.equal(outcome.type === 'notCalled' && outcome.problem.reason, 'credentialsWrong');
    const [invocation] = test().invocations;
    assert.equal(invocation?.outcome, 'error');
    assert.equal(invocation.error_code, 'InvalidSignatureException');
    assert.equal(invocation.operation, 'ListFoundationModels');

    // The next question finds the keys corrected.
    test().keys = emulator().credentials;
    assert.equal(called((await test().ask('And now?')).outcome).result.outcome, 'success');
  });

  it('does not retry a host name that does not exist', async () => {
    test().connection = { ...test().connection, endpoint: 'http://bedrock.does-not-exist.invalid' };
    const { outcome, events } = await test().ask('Anyone?');
    assert.equal(called(outcome).problem?.reason, 'dns');
    assert.ok(!events.some(({ type }) => type === 'retry'));
  });

  it('lets a call in flight finish on the old client after a change of sign-in', async () => {
    emulator().script(answer({ words: 30, paceMs: 10 }));
    let changed = false;
    const { outcome } = await test().ask('Go on', {
      onEvent: (event) => {
        if (event.type === 'text' && !changed) {
          changed = true;
          test().connections.invalidate();
        }
      },
    });
    assert.equal(called(outcome).result.outcome, 'success');
    assert.equal(called((await test().ask('Next')).outcome).result.outcome, 'success');
  });

  it('hands on the tool calls a model asks for, under the names they were offered by', async () => {
    emulator().script(
      answer({ text: 'Let me look.', toolUses: [{ name: 'mcp_files_read', input: { path: 'a.ts' } }] }),
    );
    const { outcome, events } = await test().ask('Read it', {
      tools: [{ name: 'mcp.files/read', description: 'Reads a file', inputSchema: { type: 'object' } }],
    });
    const calls = events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
    assert.deepEqual(
      calls.map(({ name, input }) => ({ name, input })),
      [{ name: 'mcp.files/read', input: { path: 'a.ts' } }],
    );
    assert.equal(called(outcome).result.stopReason, 'tool_use');
  });

  it('uses one connection for calls that follow each other', async () => {
    await test().ask('One');
    await test().ask('Two');
    const ports = new Set(emulator().requests.map(({ remoteAddress }) => remoteAddress));
    assert.equal(emulator().requests.length, 2);
    assert.equal(ports.size, 1);
  });

  it('sends only the newest turns and says how many it left out', async () => {
    test().settings = { ...test().settings, historyMaxTurns: 2 };
    const turns = ['first', 'second', 'third'].flatMap((text) => [
      textMessage('user', text),
      textMessage('assistant', `${text} answered`),
    ]);
    const { events } = await test().ask('', { messages: [...turns, textMessage('user', 'last')] });
    assert.deepEqual(
      events.find(({ type }) => type === 'historyCut'),
      { type: 'historyCut', droppedTurns: 2 },
    );
    const body = JSON.stringify(emulator().requests[0]?.body);
    assert.ok(!body.includes('second') && body.includes('third') && body.includes('last'));
  });

  it('sends system prompt, maxTokens and temperature only when they are set, and a limit that fits', async () => {
    await test().ask('Plain');
    test().settings = {
      ...test().settings,
      systemPrompt: 'Be brief.',
      parameters: { maxTokens: 100, temperature: 0.5 },
    };
    await test().ask('Set');
    const [plain, set] = emulator().requests.map(({ body }) => body as Record<string, unknown>);
    assert.deepEqual(Object.keys(plain ?? {}).toSorted(), ['inferenceConfig', 'messages']);
    assert.deepEqual(plain?.['inferenceConfig'], { maxTokens: 4_096 });
    assert.deepEqual(set?.['system'], [{ text: 'Be brief.' }]);
    assert.deepEqual(set?.['inferenceConfig'], { maxTokens: 100, temperature: 0.5 });
  });

  it('refuses a question that no model could read before it is looked through or sent', async () => {
    const { outcome } = await test().ask('lorem ip'.repeat(6_000_000));
    assert.ok(outcome.type === 'notCalled');
    assert.equal(outcome.problem.reason, 'contextTooLong');
    assert.deepEqual(emulator().requests, []);
  });

  it('refuses an answer’s results of tools that are too long together before it counts their tokens', async () => {
    const text = '\u8cbb\u7528'.repeat(256 * 1024);
    const ids = Array.from({ length: 60 }, (_, index) => `call-${index}`);
    const messages: Message[] = [
      textMessage('user', 'Look everywhere'),
      {
        role: 'assistant',
        content: ids.map((toolUseId) => ({ type: 'toolUse', toolUseId, name: 'read', input: {} })),
      },
      {
        role: 'user',
        content: ids.map((toolUseId) => ({
          type: 'toolResult',
          toolUseId,
          content: [{ type: 'text', text }],
        })),
      },
    ];
    // To count 31 million characters takes a second or more.
    for (let time = 0; time < 40; time++) {
      const { outcome } = await test().ask('', { messages });
      assert.ok(outcome.type === 'notCalled');
      assert.equal(outcome.problem.reason, 'contextTooLong');
    }
    assert.deepEqual(emulator().requests, []);
    // The next question goes without them.
    const { outcome, events } = await test().ask('', {
      messages: [...messages, textMessage('assistant', 'Too much.'), textMessage('user', 'Then not')],
    });
    assert.equal(called(outcome).result.outcome, 'success');
    assert.ok(events.some((event) => event.type === 'historyCut' && event.droppedTurns === 1));
  });

  for (const [name, block, tooMany] of [
    ['pictures', { type: 'image', format: 'png', bytes: pngOf(10, 10, 3_600_000) }, 6],
    ['documents', { type: 'document', format: 'pdf', name: 'd', bytes: long(samplePdf()) }, 5],
  ] as const) {
    it(`counts the bytes of ${name} as they are sent, and says how long they are`, async () => {
      const messages = (count: number): Message[] => [
        {
          role: 'user',
          content: [...Array<typeof block>(count).fill(block), { type: 'text', text: 'Compare' }],
        },
      ];
      const { outcome } = await test().ask('', { messages: messages(tooMany) });
      assert.ok(outcome.type === 'notCalled');
      assert.equal(outcome.problem.reason, 'contextTooLong');
      assert.match(outcome.problem.message, /pictures and documents 2\d(\.\d)? million as they are sent/);
      assert.deepEqual(emulator().requests, []);
      assert.equal(
        called((await test().ask('', { messages: messages(tooMany - 1) })).outcome).problem,
        undefined,
      );
    });
  }

  it('answers although whoever keeps the record fails', async () => {
    const failing = testEngine(emulator().url, emulator().credentials);
    failing.events.push = () => {
      throw new Error('The record is full');
    };
    assert.equal(called((await failing.ask('Hello')).outcome).result.outcome, 'success');
    failing.dispose();
  });

  it('works against a server that others wrote', async () => {
    const aimock = await startAimock({ defaultAnswer: 'Hello from somebody else.' });
    const other = testEngine(aimock.url, { accessKeyId: 'AKIAANYTHING', secretAccessKey: 'anything' });
    try {
      const { outcome, text } = await other.ask('Hi');
      assert.equal(called(outcome).result.outcome, 'success');
      assert.equal(text, 'Hello from somebody else.');
    } finally {
      other.dispose();
      await aimock.close();
    }
  });
});

/** A file with much behind what it begins with. */
function long(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(4_200_000 - bytes.length)]);
}
