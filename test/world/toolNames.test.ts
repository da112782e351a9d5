import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AskedTools, families, tool } from './support/askedTools';

const { claude, mistral, nova } = families;

describe('The names of tools that strangers made', () => {
  const asked = new AskedTools();

  it('have names that Nova can call', async () => {
    const { specs, called } = await asked.ask(nova, [tool({}, 'mcp_my-shop_find-orders')]);
    assert.equal(specs[0]?.name, 'mcp_my_shop_find_orders');
    assert.equal(called?.name, 'mcp_my-shop_find-orders');
  });

  it('have one name each, in the declaration and in the history', async () => {
    const start = 'a'.repeat(64);
    const names = [`${start}_first`, `${start}_second`, 'fs.read', 'fs_read', 'fs-read'];
    for (const model of [claude, nova, mistral]) {
      for (const name of names) {
        asked.server.reset();
        const use = { type: 'toolUse', toolUseId: 'call-1', name, input: { $top: 1 } } as const;
        const result = {
          type: 'toolResult',
          toolUseId: 'call-1',
          content: [{ type: 'text', text: 'ok' }],
        } as const;
        await asked.engine.ask('', {
          model,
          tools: names.map((each) => tool({ properties: { $top: { type: 'integer' } } }, each)),
          messages: [
            { role: 'user', content: [{ type: 'text', text: 'Call it' }] },
            { role: 'assistant', content: [use] },
            { role: 'user', content: [result, { type: 'text', text: 'Again' }] },
          ],
        });
        assert.deepEqual(asked.server.refusals, []);
        const { body } = asked.server.requests[0] ?? {};
        const declared = body?.toolConfig?.tools?.map(({ toolSpec }) => toolSpec?.name);
        assert.equal(new Set(declared).size, names.length);
        const sent = body?.messages?.[1]?.content?.[0]?.toolUse;
        assert.equal(sent?.name, declared?.[names.indexOf(name)]);
        assert.deepEqual(sent?.input, { top: 1 });
      }
    }
  });

  it('are told as text where a history calls one that is no longer there, also under another’s name', async () => {
    await asked.engine.ask('', {
      model: claude,
      tools: [tool({}, 'fs_read')],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Call it' }] },
        {
          role: 'assistant',
          content: [{ type: 'toolUse', toolUseId: 'c', name: 'fs.read', input: { a: 1 } }],
        },
        {
          role: 'user',
          content: [{ type: 'toolResult', toolUseId: 'c', content: [{ type: 'text', text: 'old' }] }],
        },
      ],
    });
    assert.deepEqual(asked.server.refusals, []);
    const said = JSON.stringify(asked.server.requests[0]?.body.messages);
    assert.match(said, /fs\.read/);
    assert.match(said, /old/);
    assert.doesNotMatch(said, /"toolUse"/);
  });

  it('keep no question from being asked when one cannot be declared, which is said once', async () => {
    const endless: Record<string, unknown> = { type: 'object' };
    endless['default'] = endless;
    endless['properties'] = { inner: endless };
    const huge = {
      properties: Object.fromEntries(
        Array.from({ length: 4_000 }, (_, index) => [
          `p${index}`,
          { description: 'A property of a thing. '.repeat(4) },
        ]),
      ),
    };
    const tools = [tool(huge, 'huge'), tool({}, 'fine'), tool(endless, 'endless')];
    const said: unknown[] = [];
    for (const model of [claude, nova, claude]) {
      const { outcome } = await asked.engine.ask('Look', {
        model,
        tools,
        onEvent: (event) => (event.type === 'notice' ? said.push(event.text) : undefined),
      });
      assert.equal(outcome.type === 'called' && outcome.result.outcome, 'success');
      const declared = asked.server.requests
        .at(-1)
        ?.body.toolConfig?.tools?.map(({ toolSpec }) => toolSpec?.name);
      assert.ok(declared?.includes('fine'));
      assert.ok(!declared?.includes('huge'));
    }
    assert.equal(said.length, 1);
    assert.ok(String(said[0]).includes('huge'));
  });
});
