/** What tests see of a page: it stands where VS Code stands for a webview. */
export interface VscodeStub {
  /** What the page posted, in order. */
  posted: unknown[];
  /** What the page keeps with `setState`. */
  state: unknown;
  /** Breaches of the content security policy, as directive and source. */
  violations: string[];
  /** Tasks of the page's thread that took over 50 ms, in milliseconds. */
  longTasks: number[];
  /** Hands messages to the page, each as an event of its own. */
  receive(messages: readonly unknown[]): void;
}

declare global {
  // eslint-disable-next-line no-var -- a global of the page can only be declared so
  var vscodeStub: VscodeStub;
}

interface Setup {
  state: unknown;
  bodyClass: string;
  variables: Readonly<Record<string, string>>;
}

/** Prepares a page before its own scripts run. */
export function setUpPage(setup: Setup): void {
  const stub: VscodeStub = {
    posted: [],
    state: setup.state,
    violations: [],
    longTasks: [],
    receive: (messages) => {
      for (const message of messages) window.postMessage(message, '*');
    },
  };
  globalThis.vscodeStub = stub;
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => stub.posted.push(structuredClone(message)),
      getState: () => stub.state,
      setState: (state: unknown) => (stub.state = structuredClone(state)),
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    stub.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  new PerformanceObserver((list) => {
    stub.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = setup.bodyClass;
    for (const [name, value] of Object.entries(setup.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  });
}
