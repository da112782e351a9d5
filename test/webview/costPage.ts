import { after, afterEach, before } from 'mocha';
import { makeSampleWorkspace } from '../../scripts/sampleWorkspace';
import type { CostEngine } from '../../src/core/finops/costEngine';
import type { ColumnMapping } from '../../src/protocol/finops';
import { CostSession } from '../../src/core/finops/costSession';
import { WebviewHost, type PageOptions, type WebviewPage } from '../support/webviewPage';
import { openEngine, temporaryFolder } from '../unit/core/finops/engine';

/** Pages of cost data in a browser, on a session of the real engine. */
export interface CostPages {
  /** Holds the sample files. */
  readonly folder: string;
  readonly session: CostSession;
  /** Opens a page, which is closed after the test. */
  open(options: PageOptions): Promise<WebviewPage>;
}

/** For the tests of a suite; call it in `describe`. Tables whose meaning is unknown are mapped as given. */
export function useCostPages(mapping?: ColumnMapping): CostPages {
  const folder = temporaryFolder();
  let host: WebviewHost;
  let engine: CostEngine;
  let session: CostSession;
  let page: WebviewPage | undefined;

  before(async () => {
    makeSampleWorkspace(folder);
    host = await WebviewHost.start('webview/finops/main.ts', ['media/finops.css']);
    ({ engine } = await openEngine());
    session = new CostSession({
      engine,
      askMapping: () => Promise.resolve(mapping),
      onChange: () => undefined,
    });
  });
  afterEach(() => page?.close());
  after(async () => {
    await session.close();
    engine.dispose();
    await host.dispose();
  });

  return {
    folder,
    get session() {
      return session;
    },
    open: async (options) => (page = await host.open(options)),
  };
}
