import * as v from 'valibot';
import { toConversationSchema } from '../../src/protocol/costConversation';
import { toReconciliationSchema } from '../../src/protocol/reconciliation';
import { fromFinopsSchema, toFinopsSchema } from '../../src/protocol/finopsView';
import { ChatMessage } from '../chat/chatMessage';
import { MenuButton } from '../components/menuButton';
import { registerToolkit } from '../components/toolkit';
import { openHostChannel } from '../hostChannel';
import { MarkdownView } from '../markdown/markdownView';
import { CostChart } from './costChart';
import { CostConversationView } from './costConversation';
import { DropZone } from './dropZone';
import { FinopsApp } from './finopsApp';

declare global {
  interface HTMLElementTagNameMap {
    'bc-finops': FinopsApp;
    'bc-cost-chart': CostChart;
    'bc-cost-conversation': CostConversationView;
    'bc-drop-zone': DropZone;
    'bc-menu-button': MenuButton;
    'bc-message': ChatMessage;
    'bc-markdown': MarkdownView;
  }
}

registerToolkit();
customElements.define('bc-menu-button', MenuButton);
customElements.define('bc-markdown', MarkdownView);
customElements.define('bc-message', ChatMessage);
customElements.define('bc-cost-chart', CostChart);
customElements.define('bc-cost-conversation', CostConversationView);
customElements.define('bc-drop-zone', DropZone);
customElements.define('bc-finops', FinopsApp);

const app = document.createElement('bc-finops');
const channel = openHostChannel(
  acquireVsCodeApi(),
  {
    incoming: v.union([toFinopsSchema, toConversationSchema, toReconciliationSchema]),
    outgoing: fromFinopsSchema,
  },
  (message) => app.read(message),
);
app.post = (message) => channel.post(message);
app.addEventListener('chartexport', ({ what }) => channel.post({ type: 'exportChart', what }));
const dropZone = document.createElement('bc-drop-zone');
dropZone.post = (message) => channel.post(message);
document.body.append(dropZone, app);
void app.updateComplete.then(() => channel.post({ type: 'ready' }));
