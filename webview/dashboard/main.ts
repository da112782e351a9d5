import { fromDashboardSchema, toDashboardSchema } from '../../src/protocol/dashboard';
import { ChartPanel } from '../components/chartPanel';
import { MenuButton } from '../components/menuButton';
import { registerToolkit } from '../components/toolkit';
import { openHostChannel } from '../hostChannel';
import { DashboardApp } from './dashboardApp';
import { DashboardModel } from './dashboardModel';
import { InvocationTable } from './invocationTable';
import { LogView } from './logView';
import { Questions } from './questions';
import { RefreshTimer } from './refreshTimer';

declare global {
  interface HTMLElementTagNameMap {
    'bc-dashboard': DashboardApp;
    'bc-chart': ChartPanel;
    'bc-invocations': InvocationTable;
    'bc-log': LogView;
    'bc-menu-button': MenuButton;
  }
}

registerToolkit();
customElements.define('bc-menu-button', MenuButton);
customElements.define('bc-chart', ChartPanel);
customElements.define('bc-invocations', InvocationTable);
customElements.define('bc-log', LogView);
customElements.define('bc-dashboard', DashboardApp);

const app = document.createElement('bc-dashboard');
const channel = openHostChannel(
  acquireVsCodeApi(),
  { incoming: toDashboardSchema, outgoing: fromDashboardSchema },
  (message) => {
    switch (message.type) {
      case 'init':
        timer.start(message.refreshSeconds);
        return model.start(message.view);
      case 'changed':
        return timer.changed();
      case 'answer':
      case 'failure':
        return questions.read(message);
    }
  },
);
const questions = new Questions((message) => channel.post(message));
const model = new DashboardModel({
  ask: questions.ask,
  now: () => Date.now(),
  maxPoints: () => chartPixels(),
  remember: (view) => channel.post({ type: 'remember', view }),
  onChange: () => app.changed(),
  onRows: () => app.rowsCame(),
});
const timer = new RefreshTimer({
  refresh: () => model.refresh(),
  follow: () => {
    if (app.following) {
      void model.loadLog();
    }
  },
});

app.model = model;
app.post = (message) => channel.post(message);
document.body.append(app);
void app.updateComplete.then(() => channel.post({ type: 'ready' }));
window.addEventListener('pagehide', () => {
  timer.dispose();
  questions.dispose();
});

/** The width of a chart in CSS pixels; more points than that nobody could tell apart. */
function chartPixels(): number {
  const width = document.querySelector('.chart-body')?.clientWidth ?? 0;
  return Math.max(60, Math.min(2000, Math.floor(width)));
}
