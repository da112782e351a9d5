/** The interface of a page for tests: it stands where VS Code stands for a webview. */
export interface VscodeStub {
  /** Messages that the page posted, in order. */
  posted: unknown[];
  /** State that the page keeps with `setState`. */
  state: unknown;
  /** Breaches of the content security policy, as directive and source. */
  violations: string[];
  /** Tasks of the page's thread that took over 50 ms, in milliseconds. */
  longTasks: number[];
  /** Hands messages to the page, each as an event of its own. */
  receive(messages: readonly unknown[]): void;
  /** Hands messages to the page in bursts, as they come off a fast line, and measures how it fares. */
  receiveInBursts(messages: readonly unknown[], burst: number): Promise<BurstFigures>;
}

/** How a page fared while it got messages. */
export interface BurstFigures {
  /** Animation frames that the page got until the last message. */
  frames: number;
  /** Milliseconds until all is drawn. */
  milliseconds: number;
  /** Tasks of the page's thread that took over 50 ms, in milliseconds. */
  longTasks: number[];
}

declare global {
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
      for (const message of messages) {
        window.postMessage(message, '*');
      }
    },
    receiveInBursts: (messages, burst) => receiveInBursts(stub, messages, burst),
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

async function receiveInBursts(
  stub: VscodeStub,
  messages: readonly unknown[],
  burst: number,
): Promise<BurstFigures> {
  stub.longTasks.length = 0;
  const start = performance.now();
  let sent = 0;
  let frames = 0;
  const countFrame = (): void => {
    frames++;
    if (sent < messages.length) {
      requestAnimationFrame(countFrame);
    }
  };
  requestAnimationFrame(countFrame);
  while (sent < messages.length) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    stub.receive(messages.slice(sent, sent + burst));
    sent += burst;
  }
  for (let remaining = 2; remaining > 0; remaining--) {
    await new Promise(requestAnimationFrame);
  }
  return { frames, milliseconds: performance.now() - start, longTasks: stub.longTasks };
}
