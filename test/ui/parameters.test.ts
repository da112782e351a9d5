import assert from 'node:assert/strict';
import { ChatPanelPage } from './support/chatPanelPage';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

describe('what the settings ask of a model', () => {
  const session = withSession({
    signedIn: true,
    settings: {
      'bedrockChat.model': 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'bedrockChat.temperature': 0.4,
      'bedrockChat.maxTokens': 5_000,
      'bedrockChat.reasoning.effort': 'low',
      'bedrockChat.guardrail.id': 'gr1emulated',
      'bedrockChat.guardrail.version': '2',
      'bedrockChat.requestMetadata': { team: 'blue' },
      'bedrockChat.serviceTier': 'flex',
    },
  });
  let window: VsCodeWindow;
  let page: ChatPanelPage;

  before(async () => {
    window = await session().openWindow();
    page = new ChatPanelPage(await window.openPanel());
  });

  beforeEach(() => session().emulator.reset());

  const asked = () => {
    const request = session().emulator.requests.findLast(({ operation }) => operation === 'ConverseStream');
    const { messages: _messages, ...rest } = request?.body as Record<string, unknown>;
    return rest;
  };
  // No temperature: Claude takes none while it reasons.
  const expected = {
    inferenceConfig: { maxTokens: 5_000 },
    additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2_048 } },
    guardrailConfig: { guardrailIdentifier: 'gr1emulated', guardrailVersion: '2', trace: 'enabled' },
    requestMetadata: { team: 'blue' },
    serviceTier: { type: 'flex' },
  };

  it('goes along from the panel', async () => {
    await page.askAndWait('Hello from the panel');
    assert.deepEqual(asked(), expected);
  });

  it('goes along from the Chat view', async () => {
    await window.chat.ask('@bedrock hello from the Chat view');
    await window.chat.waitForAnswer(/emulator/);
    assert.deepEqual(asked(), expected);
  });

  it('blocks by a guardrail, with the policy named, in the panel', async () => {
    const text = await page.askAndWait('[guardrail Investing] What should I buy?');
    assert.match(text, /A guardrail blocked this question: topic “Investing”\./);
    assert.equal(session().invocations().at(-1)?.outcome, 'blocked');
  });

  it('blocks by a guardrail, with the policy named, in the Chat view', async () => {
    await window.chat.ask('@bedrock [guardrail Lottery] What will be drawn?');
    await window.chat.waitForAnswer(/A guardrail blocked this question: topic “Lottery”\./);
    assert.equal(session().invocations().at(-1)?.outcome, 'blocked');
  });
});
