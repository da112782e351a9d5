import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Logger } from '../../src/core/logging/logger';
import { Redactor } from '../../src/core/logging/redaction';
import { ModelProvider } from '../../src/vscode/languageModelProvider/provider';
import { testEngine, type TestEngine } from '../support/engine';
import { startWorldBedrock, type WorldBedrock } from '../world/bedrock';
import { accessCases } from '../world/failures/accessCases';
import { ASKED_MODEL } from '../world/failures/failureCase';
import { gatewayCases } from '../world/failures/gatewayCases';
import { modelCases } from '../world/failures/modelCases';
import { quotaCases } from '../world/failures/quotaCases';

describe('A failure, as whoever asks a Bedrock model of VS Code’s picker is told it', () => {
  let world: WorldBedrock;
  let test: TestEngine;

  before(async () => {
    world = await startWorldBedrock();
  });
  beforeEach(() => {
    world.reset();
    test = testEngine(world.url, world.keys);
    test.connection = { ...test.connection, retryMaxAttempts: 2, retryBaseDelayMs: 1 };
  });
  afterEach(() => test.dispose());
  after(() => world.close());

  async function thrown(): Promise<unknown> {
    const logger = new Logger({ sinks: [], redactor: new Redactor() });
    const tokens = { count: () => Promise.resolve(1) };
    const provider = new ModelProvider({ engine: test.engine, tokens, logger });
    const content = [new vscode.LanguageModelTextPart('How much is the fish?')];
    const question = { role: vscode.LanguageModelChatMessageRole.User, content, name: undefined };
    const { token } = new vscode.CancellationTokenSource();
    const options = { toolMode: vscode.LanguageModelChatToolMode.Auto };
    const information = { id: ASKED_MODEL } as vscode.LanguageModelChatInformation;
    try {
      await provider.respond(information, [question], options, { report: () => undefined }, token);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  for (const { what, says, reads, never } of [
    ...quotaCases,
    ...accessCases,
    ...modelCases,
    ...gatewayCases,
  ]) {
    it(`names what is the matter with ${what}`, async () => {
      world.reply(says, says);
      const error = await thrown();
      assert.ok(error instanceof Error);
      for (const words of reads) {
        assert.match(error.message, words);
      }
      assert.doesNotMatch(error.message, never ?? /hidden field/);
    });
  }

  it('is of the kind that VS Code knows: no permission, or no such model', async () => {
    for (const [failure, code] of [
      [accessCases[0], 'NoPermissions'],
      [modelCases[0], 'NotFound'],
    ] as const) {
      assert.ok(failure !== undefined);
      world.reply(failure.says);
      const error = await thrown();
      assert.ok(error instanceof vscode.LanguageModelError);
      assert.equal(error.code, vscode.LanguageModelError[code]('').code);
    }
  });
});
