import assert from 'node:assert/strict';
import { defaultKeys, foundationModels } from '../support/emulators/bedrock';
import { ModelsDevEmulator, publicEntry } from '../support/emulators/modelsDev';
import { ownProduct, PricesEmulator } from '../support/emulators/prices';
import { ChatPanelPage } from './support/chatPanelPage';
import type { VsCodeWindow } from './support/vscodeWindow';
import { VsCodeSession } from './support/vscodeSession';

const model = 'amazon.nova-pro-v1:0';

describe('AWS’s own prices, read by a user', () => {
  let prices: PricesEmulator;
  let list: ModelsDevEmulator;
  let session: VsCodeSession;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(120_000);
    prices = await PricesEmulator.start(defaultKeys.credentials);
    list = await ModelsDevEmulator.start();
    list.models = { [model]: publicEntry([300_000, 10_000], { input: 1.6, output: 6.4 }) };
    const name = foundationModels.find(({ modelId }) => modelId === model)?.modelName ?? '';
    prices.products = [
      ownProduct(name, 'Input tokens', '0.0009'),
      ownProduct(name, 'Output tokens', '0.0100'),
    ];
    session = await VsCodeSession.start({
      signedIn: true,
      settings: {
        'bedrockChat.model': model,
        'bedrockChat.pricing.endpoint': prices.url,
        'bedrockChat.modelList.url': list.url,
      },
    });
    window = await session.openWindow();
  });
  after(async () => {
    await session.dispose();
    await prices.close();
    await list.close();
  });

  it('say what is missing where they may not be read, and calls are priced by the public list', async () => {
    prices.denied = true;
    await window.runCommand('Bedrock: Refresh Models and Prices');
    await window.notification(/The prices could not be read\..*pricing:GetProducts/).waitFor();
    await new ChatPanelPage(await window.openPanel()).askAndWait('Before');
    // The public list was read all the same, and has another price than the shipped catalog.
    assert.match(String(session.invocations().at(-1)?.['price_version']), /^public list \d{4}-\d\d-\d\d$/);
  });

  it('price the calls from then on', async () => {
    prices.denied = false;
    await window.runCommand('Bedrock: Refresh Models and Prices');
    await window.notification(/AWS’s prices of 1 models in us-east-1 are read/).waitFor();
    await new ChatPanelPage(await window.openPanel()).askAndWait('After');
    const call = session.invocations().at(-1);
    assert.match(String(call?.['price_version']), /^AWS Price List \d{4}-\d\d-\d\d$/);
    const expected = (Number(call?.['input_tokens']) * 0.9 + Number(call?.['output_tokens']) * 10) / 1e6;
    assert.ok(Math.abs(Number(call?.['cost_usd']) - expected) < 1e-12);
  });
});
