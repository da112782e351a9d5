import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame } from 'playwright-core';
import { actionLabel } from '../../src/core/chat/explain';
import type { ActionId } from '../../src/protocol/chatPanel';
import { fail, failMid, type Behavior, type ServiceErrorName } from '../support/emulators/bedrock';
import { accessCases } from '../world/failures/accessCases';
import type { FailureCase } from '../world/failures/failureCase';
import { gatewayCases } from '../world/failures/gatewayCases';
import { modelCases } from '../world/failures/modelCases';
import { quotaCases } from '../world/failures/quotaCases';
import { ChatPanelPage } from './support/chatPanelPage';
import { eventually } from './support/eventually';
import { withSession } from './support/withSession';
import type { VsCodeWindow } from './support/vscodeWindow';

/** Those that a user meets most, one of each kind. */
const shown: ReadonlySet<string> = new Set([
  'a quota of tokens for the day',
  'a service that is out of capacity',
  'a use case form that was not sent',
  'a legacy model',
  'an account without a valid payment method',
  'a user who may not subscribe',
  'a service control policy of another region',
  'an API key that may not be used',
  'a model that is not offered to the account',
  'a data retention mode that the model does not take',
  'a model that failed at a tool call',
  'a full context in Nova’s words',
  'a page of a filter that blocks',
  'a request that is too large for a gateway',
]);
const cases = [...quotaCases, ...accessCases, ...modelCases, ...gatewayCases].filter(({ what }) =>
  shown.has(what),
);

describe('failures, as a user sees them', () => {
  const session = withSession({
    signedIn: true,
    otherExtensions: ['model-asker'],
    settings: {
      'bedrockChat.retry.baseDelayMs': 10,
      'bedrockChat.retry.maxAttempts': 2,
      'bedrockChat.model': 'anthropic.claude-3-haiku-20240307-v1:0',
    },
  });
  let window: VsCodeWindow;
  let panel: Frame;
  let page: ChatPanelPage;
  let gateway: Server | undefined;

  before(async () => {
    window = await session().openWindow();
    panel = await window.openPanel();
    page = new ChatPanelPage(panel);
  });

  beforeEach(() => session().emulator.reset());

  afterEach(() => {
    gateway?.close();
    gateway = undefined;
    session().setSettings({ 'bedrockChat.endpoint': session().emulator.url });
  });

  /** Makes the next question meet the failure. */
  async function arrange({ says }: FailureCase): Promise<void> {
    switch (says.kind) {
      case 'refusal':
        session().emulator.script(fail(says.name as ServiceErrorName, { message: says.message, times: 2 }));
        return;
      case 'break': {
        const { message } = says;
        const broken: Behavior = failMid('modelStreamErrorException', 0, { message });
        session().emulator.script(broken, broken);
        return;
      }
      case 'gateway': {
        const { status, contentType, body } = says;
        // It stays for its whole test: the window takes a moment to go by a new address.
        if (gateway !== undefined) {
          return;
        }
        gateway = createServer((_, response) => {
          response.writeHead(status, { 'content-type': contentType }).end(body);
        }).listen(0, '127.0.0.1');
        await once(gateway, 'listening');
        const { port } = gateway.address() as AddressInfo;
        session().setSettings({ 'bedrockChat.endpoint': `http://127.0.0.1:${port}` });
        return;
      }
      default:
        assert.fail(`No way to arrange ${says.kind}`);
    }
  }

  /** The words and buttons of a failure are those that it should have. */
  function judge({ reads, never, steps }: FailureCase, sentence: string, buttons?: readonly string[]): void {
    for (const words of reads) {
      assert.match(sentence, words);
    }
    if (never !== undefined) {
      assert.doesNotMatch(sentence, never);
    }
    const missing = steps
      .map((id) => actionLabel(id as ActionId))
      .filter((label) => !buttons?.includes(label));
    assert.deepEqual(buttons === undefined ? [] : missing, [], buttons?.join(', '));
  }

  /** The same of what the Chat view shows: it keeps its answers in no order, and draws those in sight alone. */
  async function judgeAnswers(failure: FailureCase): Promise<void> {
    await eventually(async () => {
      const { answers } = window.chat;
      const buttons = await answers.getByRole('button').allInnerTexts();
      judge({ ...failure, never: undefined }, (await answers.allInnerTexts()).join('\n'), trimmed(buttons));
    });
    await window.chat.waitForEnd();
  }

  for (const failure of cases) {
    const { what } = failure;
    it(`say what is to be done about ${what}, in the panel and in the Chat view`, async () => {
      await page.newChat();
      // A setting takes a moment to reach the window.
      await eventually(async () => {
        await arrange(failure);
        await page.ask('How much is the fish?');
        await page.ended();
        const card = panel.getByTestId('chat-error').last();
        assert.ok((await card.count()) > 0);
        const buttons = await card.locator('vscode-button').allInnerTexts();
        judge(failure, await card.locator('.error-message').innerText(), trimmed(buttons));
      });
      await arrange(failure);
      await window.chat.ask(`@bedrock about ${what}`);
      await judgeAnswers(failure);
      if (what === 'a service control policy of another region') {
        await window.screenshot('out/screenshots/failures.png');
      }
    });
  }

  it('say it in words alone to whoever asks a model of the picker', async () => {
    await window.chat.pickModel('Claude 3 Haiku (Bedrock)');
    for (const failure of cases.filter(({ says }) => says.kind === 'refusal')) {
      // What is not tried again leaves its second failure to the next question.
      session().emulator.reset();
      await arrange(failure);
      await window.chat.ask(`@asker about ${failure.what}`);
      await judgeAnswers({ ...failure, steps: [] });
    }
    await window.screenshot('out/screenshots/failures-picker.png');
  });
});

function trimmed(labels: readonly string[]): string[] {
  return labels.map((label) => label.trim());
}
