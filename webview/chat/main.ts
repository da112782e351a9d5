import { fromPanelSchema, toPanelSchema } from '../../src/protocol/chatPanel';
import { MenuButton } from '../components/menuButton';
import { registerToolkit } from '../components/toolkit';
import { openHostChannel } from '../hostChannel';
import { MarkdownView } from '../markdown/markdownView';
import { ChatApp, ScrollEvent } from './chatApp';
import { ChatMessage } from './chatMessage';
import { initialChatState, reduceChat } from './chatState';
import { Composer, DraftEvent } from './composer';
import { loadViewState, ViewStateKeeper } from './viewState';

declare global {
  interface HTMLElementTagNameMap {
    'bc-app': ChatApp;
    'bc-message': ChatMessage;
    'bc-composer': Composer;
    'bc-markdown': MarkdownView;
    'bc-menu-button': MenuButton;
  }
}

registerToolkit();
customElements.define('bc-menu-button', MenuButton);
customElements.define('bc-markdown', MarkdownView);
customElements.define('bc-message', ChatMessage);
customElements.define('bc-composer', Composer);
customElements.define('bc-app', ChatApp);

const api = acquireVsCodeApi();
const viewState = loadViewState(api);
const keeper = new ViewStateKeeper(api, viewState);
const app = document.createElement('bc-app');
let state = initialChatState;
let frame: number | undefined;

// However fast text arrives, it is drawn at most once a frame.
const channel = openHostChannel(api, { incoming: toPanelSchema, outgoing: fromPanelSchema }, (message) => {
  if (message.type === 'focusInput') {
    app.composer?.focusInput(message.text);
  }
  state = reduceChat(state, message);
  frame ??= requestAnimationFrame(() => {
    frame = undefined;
    app.chat = state;
  });
});

app.post = (intent) => channel.post(intent);
app.restoreScrollTop = viewState.scrollTop;
app.addEventListener(DraftEvent.type, (event) => keeper.update({ draft: (event as DraftEvent).text }));
app.addEventListener(ScrollEvent.type, (event) => keeper.update({ scrollTop: (event as ScrollEvent).top }));
document.body.append(app);
void app.updateComplete.then(async () => {
  await app.composer?.updateComplete;
  if (viewState.draft !== '') {
    app.composer?.setText(viewState.draft);
  }
  channel.post({ type: 'ready' });
});
