import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToPanel } from '../../src/protocol/chatPanel';
import type { ToDoctor } from '../../src/protocol/doctor';
import { useTranslations, type Translations } from '../../src/shared/translations';
import { cutOffTexts } from './cutOff';
import { root } from '../support/devhost/paths';
import { MemoryMetrics } from '../support/fakes/memoryMetrics';
import { WebviewHost } from '../support/webviewPage';
import { answer, attached, figures, question, snapshot, useChatHost } from './chatPage';
import { useCostPages } from './costPage';
import { mixed, useDashboardHost } from './dashboardPage';

/** German is longer than English by a third. */
const texts = JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.de.json'), 'utf8')) as Record<
  string,
  string
>;
const translations: Translations = { language: 'de', texts };

/** A German text by its English one. */
function german(text: string): string {
  const translated = texts[text];
  assert.ok(translated !== undefined, text);
  return translated;
}

describe('German texts in a narrow view', function () {
  this.timeout(120_000);
  // Those that the host makes are German, too.
  before(() => useTranslations(translations));
  after(() => useTranslations({ language: 'en', texts: null }));

  describe('of the chat', () => {
    const host = useChatHost();
    const actions = [
      { id: 'chooseModel', label: german('Choose Another Model…') },
      { id: 'signIn', label: german('Sign In…') },
      { id: 'openModelCatalog', label: german('Open Model Catalog') },
      { id: 'retry', label: german('Try Again') },
    ] as const;
    const message = german(
      'AWS refused the request, because this machine’s clock is wrong by more than five minutes. Set the clock, best by the network’s time, and try again.',
    );
    const error = { code: 'accessDenied', message, detail: 'AccessDeniedException', actions: [...actions] };
    const signedOut = { modelLabel: '', modelTooltip: '', region: '', signedIn: 'no' } as const;
    const status = german('Throttled by Bedrock; trying again in {0} s ({1} of {2})');
    const estimated = {
      ...figures,
      estimated: true,
      calls: 3,
      attempts: 4,
      modelNote: german('chosen automatically'),
    };
    const shown: readonly ToPanel[] = [
      snapshot(),
      snapshot({ header: signedOut }),
      snapshot({
        attachments: [attached()],
        messages: [question('Warum?'), answer('Darum.', { figures: estimated })],
      }),
      snapshot({
        messages: [question('Warum?'), answer('', { error, figures: { ...figures, costUsd: null } })],
      }),
      snapshot({ messages: [answer('Darum', { canGoOn: true })] }),
      snapshot({ busy: true, messages: [answer('', { streaming: true, waitsToRetry: true, status })] }),
    ];

    for (const width of [300, 240]) {
      it(`are whole at ${width} px, in every state and menu`, async () => {
        const chat = await host.open({ translations, width });
        for (const [at, state] of shown.entries()) {
          await chat.receive(state);
          await chat.page.waitForTimeout(300);
          assert.deepEqual(await chat.page.evaluate(cutOffTexts), [], `state ${at}`);
        }
        await chat.receive(snapshot());
        for (const menu of ['chat-more', 'chat-attach']) {
          await chat.byId(menu).click();
          assert.deepEqual(await chat.page.evaluate(cutOffTexts), [], menu);
          await chat.page.keyboard.press('Escape');
        }
      });
    }

    it('are told from whole ones', async () => {
      const chat = await host.open({ translations, width: 300 });
      await chat.receive(snapshot());
      await chat.page.evaluate(() => {
        const narrow = document.createElement('p');
        narrow.style.cssText = 'width: 60px; overflow-wrap: anywhere';
        narrow.append('Kostenanalyse');
        const clipped = document.createElement('p');
        clipped.style.cssText = 'width: 60px; overflow: hidden; white-space: nowrap';
        clipped.append('Anderes Modell auswählen…');
        document.body.append(narrow, clipped);
      });
      assert.deepEqual(await chat.page.evaluate(cutOffTexts), [
        'broken: Kostenanalyse',
        'cut off: Anderes Modell auswählen…',
      ]);
    });
  });

  describe('of the dashboard', () => {
    const host = useDashboardHost();
    for (const width of [640, 300]) {
      it(`are whole at ${width} px, with each menu below its button`, async () => {
        const dashboard = await host.open({ translations, width, store: new MemoryMetrics(mixed()) });
        await dashboard.ready();
        await dashboard.byId('invocation-row').first().waitFor();
        assert.deepEqual(await dashboard.page.evaluate(cutOffTexts), []);
        for (const menu of ['filter-model', 'filter-surface', 'filter-outcome', 'invocations-export']) {
          await dashboard.byId(menu).click();
          assert.deepEqual(await dashboard.page.evaluate(cutOffTexts), [], menu);
          const [button, list] = await Promise.all([
            dashboard.byId(menu).boundingBox(),
            dashboard.page.locator('.menu').boundingBox(),
          ]);
          assert.ok(button !== null && list !== null);
          assert.ok(list.x < button.x + button.width && button.x < list.x + list.width, menu);
          assert.ok(list.x >= 0 && list.x + list.width <= width, menu);
          await dashboard.page.keyboard.press('Escape');
        }
      });
    }
  });

  describe('of the connection check', () => {
    it('are whole at 300 px', async () => {
      const host = await WebviewHost.start('webview/doctor/main.ts', ['media/doctor.css']);
      try {
        const check = {
          id: 'region',
          title: german('Bedrock reachable'),
          tried: german('Looked at http.proxy, http.noProxy, HTTPS_PROXY and NO_PROXY.'),
          status: 'failed',
          result: german('No connection to {0} came about, see “Bedrock reachable”.'),
          fix: german('Choose a region that offers Bedrock.'),
          action: { id: 'chooseRegion', label: german('Choose Region…') },
        } as const;
        const state: ToDoctor = {
          type: 'state',
          running: false,
          summary: german('Nothing is wrong.'),
          lines: [{ state: 'ended', id: 'region', check }],
        };
        const doctor = await host.open({ translations, width: 300 });
        await doctor.receive(state);
        await doctor.page.getByTestId('doctor-check').waitFor();
        assert.deepEqual(await doctor.page.evaluate(cutOffTexts), []);
      } finally {
        await host.dispose();
      }
    });
  });

  describe('of cost data', () => {
    const pages = useCostPages();
    for (const width of [640, 300]) {
      it(`are whole at ${width} px`, async () => {
        const { session, folder } = pages;
        await session.load([join(folder, 'costs', 'focus-sample.csv')]);
        const shown = await pages.open({ translations, width });
        await shown.receive(session.state);
        await shown.page.locator('bc-cost-chart[data-points] canvas').first().waitFor();
        assert.deepEqual(await shown.page.evaluate(cutOffTexts), []);
      });
    }
  });
});
