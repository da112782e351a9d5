import { fromPanelSchema, toPanelSchema } from '../../src/protocol/chatPanel';
import { MenuButton } from '../components/menuButton';
import { openPage } from '../page';
import { MarkdownView } from '../markdown/markdownView';
import { ChatApp, ScrollEvent } from './chatApp';
import { ChatMessage } from '../conversation/chatMessage';
import { initialChatState, reduceChat } from '../conversation/chatState';
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

let state = initialChatState;
let frame: number | undefined;

// However fast text arrives, it is drawn at most once a frame.
const page = openPage(
  {
    'bc-menu-button': MenuButton,
    'bc-markdown': MarkdownView,
    'bc-message': ChatMessage,
    'bc-composer': Composer,
    'bc-app': ChatApp,
  },
  { incoming: toPanelSchema, outgoing: fromPanelSchema },
  (message) => {
    if (message.type === 'focusInput') {
      app.composer?.focusInput(message.text);
    }
    state = reduceChat(state, message);
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      app.chat = state;
    });
  },
);
const viewState = loadViewState(page.api);
const keeper = new ViewStateKeeper(page.api, viewState);
const app = document.createElement('bc-app');

app.post = page.post;
app.restoreScrollTop = viewState.scrollTop;
app.addEventListener(DraftEvent.type, (event) => keeper.update({ draft: (event as DraftEvent).text }));
app.addEventListener(ScrollEvent.type, (event) => keeper.update({ scrollTop: (event as ScrollEvent).top }));
void page.show(app, async () => {
  await app.composer?.updateComplete;
  if (viewState.draft !== '') {
    app.composer?.setText(viewState.draft);
  }
});
