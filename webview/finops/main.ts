import { fromFinopsSchema, toFinopsSchema } from '../../src/protocol/finopsView';
import { registerToolkit } from '../components/toolkit';
import { openHostChannel } from '../hostChannel';
import { CostChart } from './costChart';
import { FinopsApp } from './finopsApp';

declare global {
  interface HTMLElementTagNameMap {
    'bc-finops': FinopsApp;
    'bc-cost-chart': CostChart;
  }
}

registerToolkit();
customElements.define('bc-cost-chart', CostChart);
customElements.define('bc-finops', FinopsApp);

const app = document.createElement('bc-finops');
const channel = openHostChannel(
  acquireVsCodeApi(),
  { incoming: toFinopsSchema, outgoing: fromFinopsSchema },
  (state) => (app.state = state),
);
app.post = (message) => channel.post(message);
document.body.append(app);
void app.updateComplete.then(() => channel.post({ type: 'ready' }));
