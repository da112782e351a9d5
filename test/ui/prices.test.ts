import assert from 'node:assert/strict';
import { defaultKeys, foundationModels } from '../support/emulators/bedrock';
import { ownProduct, PricesEmulator } from '../support/emulators/prices';
import { ChatPanelPage } from './support/chatPanelPage';
import type { VsCodeWindow } from './support/vscodeWindow';
import { VsCodeSession } from './support/vscodeSession';

const model = 'amazon.nova-pro-v1:0';

describe('AWS’s own prices, read by a user', () => {
  let prices: PricesEmulator;
  let session: VsCodeSession;
  let window: VsCodeWindow;

  before(async function () {
    this.timeout(120_000);
    prices = await PricesEmulator.start(defaultKeys.credentials);
    const name = foundationModels.find(({ modelId }) => modelId === model)?.modelName ?? '';
    prices.products = [
      ownProduct(name, 'Input tokens', '0.0009'),
      ownProduct(name, 'Output tokens', '0.0100'),
    ];
    session = await VsCodeSession.start({
      signedIn: true,
      settings: { 'bedrockChat.model': model, 'bedrockChat.pricing.endpoint': prices.url },
    });
    window = await session.openWindow();
  });
  after(async () => {
    await session.dispose();
    await prices.close();
  });

  it('say what is missing where they may not be read, and calls are priced as before', async () => {
    prices.denied = true;
    await window.runCommand('Bedrock: Refresh Prices');
    await window.notification(/The prices could not be read\..*pricing:GetProducts/).waitFor();
    await new ChatPanelPage(await window.openPanel()).askAndWait('Before');
    assert.match(String(session.invocations().at(-1)?.['price_version']), /^\d{4}-/);
  });

  it('price the calls from then on', async () => {
    prices.denied = false;
    await window.runCommand('Bedrock: Refresh Prices');
    await window.notification(/AWS’s prices of 1 models in us-east-1 are read/).waitFor();
    await new ChatPanelPage(await window.openPanel()).askAndWait('After');
    const call = session.invocations().at(-1);
    assert.match(String(call?.['price_version']), /^AWS Price List \d{4}-\d\d-\d\d$/);
    const expected = (Number(call?.['input_tokens']) * 0.9 + Number(call?.['output_tokens']) * 10) / 1e6;
    assert.ok(Math.abs(Number(call?.['cost_usd']) - expected) < 1e-12);
  });
});
