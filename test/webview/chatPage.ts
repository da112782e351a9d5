import { emptyMessage } from '../../src/core/chat/panelMessages';
import type { PanelAttachment, PanelMessage, ToPanel } from '../../src/protocol/chatPanel';
import { WebviewHost, type PageOptions, type WebviewPage } from '../support/webviewPage';

/** Starts a browser and a server before the tests of a file and ends them after. */
export function useChatHost(): { open(options?: PageOptions): Promise<ChatPage> } {
  let host: WebviewHost | undefined;
  const pages: ChatPage[] = [];
  before(async function () {
    this.timeout(60_000);
    host = await WebviewHost.start('webview/chat/main.ts', ['media/chat.css']);
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) {
      await page.close();
    }
  });
  after(() => host?.dispose());
  return {
    async open(options) {
      if (host === undefined) {
        throw new Error('The host starts before the first test');
      }
      const page = new ChatPage(await host.open(options));
      pages.push(page);
      return page;
    },
  };
}

/** The chat panel in a browser, as a user and the extension host meet it. */
export class ChatPage {
  readonly page;
  constructor(readonly webview: WebviewPage) {
    this.page = webview.page;
  }

  receive(...messages: ToPanel[]): Promise<void> {
    return this.webview.receive(...messages);
  }

  byId(testId: string) {
    return this.page.getByTestId(testId);
  }

  /** Messages that the page posted, without `ready`. */
  async intents(): Promise<unknown[]> {
    const posted = await this.webview.posted();
    return posted.filter((message) => (message as { type?: unknown }).type !== 'ready');
  }

  close(): Promise<void> {
    return this.webview.close();
  }
}

/** A complete snapshot, with what a test says of it. */
export function snapshot(said: Partial<Extract<ToPanel, { type: 'snapshot' }>> = {}): ToPanel {
  return {
    type: 'snapshot',
    header: {
      modelLabel: 'Claude Sonnet 4',
      modelTooltip: 'anthropic.claude-sonnet-4',
      region: 'us-east-1',
      signedIn: 'yes',
    },
    messages: [],
    attachments: [],
    tools: 0,
    busy: false,
    ...said,
  };
}

/** A question as it stands in a conversation. */
export function question(text: string, said: Partial<PanelMessage> = {}): PanelMessage {
  return { ...blank('q1'), role: 'user', text, ...said };
}

/** An answer, complete unless said otherwise. */
export function answer(text: string, said: Partial<PanelMessage> = {}): PanelMessage {
  return { ...blank('a1'), role: 'assistant', text, ...said };
}

function blank(id: string): PanelMessage {
  return { ...emptyMessage('user'), id };
}

/** The figures of a usual answer. */
export const figures = {
  modelLabel: 'Claude Sonnet 4',
  modelNote: '',
  latencyMs: 1234,
  timeToFirstTokenMs: 412,
  totalInputTokens: 812,
  cachedInputTokens: 600,
  outputTokens: 340,
  estimated: false,
  costUsd: 0.0061,
  attempts: 1,
  calls: 1,
};

/** A text file as it is shown when it goes along. */
export function attached(said: Partial<PanelAttachment> = {}): PanelAttachment {
  return {
    id: '1',
    label: 'a.ts:10-40',
    tooltip: 'src/a.ts',
    kind: 'text',
    size: '~310 tokens',
    warning: '',
    ...said,
  };
}
