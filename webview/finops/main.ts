import * as v from 'valibot';
import { toConversationSchema } from '../../src/protocol/costConversation';
import { toReconciliationSchema } from '../../src/protocol/reconciliation';
import { fromFinopsSchema, toFinopsSchema } from '../../src/protocol/finopsView';
import { ChatMessage } from '../conversation/chatMessage';
import { MenuButton } from '../components/menuButton';
import { openPage } from '../page';
import { MarkdownView } from '../markdown/markdownView';
import { CostChart } from './costChart';
import { CostConversationView } from './costConversation';
import { DropZone } from './dropZone';
import { FinopsApp } from './finopsApp';
import { ReadingLine } from './readingLine';

declare global {
  interface HTMLElementTagNameMap {
    'bc-finops': FinopsApp;
    'bc-cost-chart': CostChart;
    'bc-cost-conversation': CostConversationView;
    'bc-cost-reading': ReadingLine;
    'bc-drop-zone': DropZone;
    'bc-menu-button': MenuButton;
    'bc-message': ChatMessage;
    'bc-markdown': MarkdownView;
  }
}

const page = openPage(
  {
    'bc-menu-button': MenuButton,
    'bc-markdown': MarkdownView,
    'bc-message': ChatMessage,
    'bc-cost-chart': CostChart,
    'bc-cost-conversation': CostConversationView,
    'bc-cost-reading': ReadingLine,
    'bc-drop-zone': DropZone,
    'bc-finops': FinopsApp,
  },
  {
    incoming: v.union([toFinopsSchema, toConversationSchema, toReconciliationSchema]),
    outgoing: fromFinopsSchema,
  },
  (message) => app.read(message),
);
const app = document.createElement('bc-finops');
app.post = page.post;
app.addEventListener('chartexport', ({ what }) => page.post({ type: 'exportChart', what }));
const dropZone = document.createElement('bc-drop-zone');
dropZone.post = page.post;
document.body.append(dropZone);
void page.show(app);
