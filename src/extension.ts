import type { ExtensionContext } from 'vscode';
import type { BedrockObserver } from './core/bedrock/observer';
import { TokenCounter } from './core/bedrock/tokenCounter';
import { ChatEngine } from './core/chat/chatEngine';
import { HeaderSource } from './core/chat/headerSource';
import { logCalls } from './core/logging/callLog';
import type { Feedback } from './protocol/invocation';
import { openAccount } from './vscode/account/openAccount';
import { ChatPanel } from './vscode/chatPanel/chatPanel';
import { askAgain, registerParticipant } from './vscode/chatParticipant/participant';
import { openSpending } from './vscode/spending/spending';
import { openMonitoring } from './vscode/dashboard/monitoring';
import { openDoctor } from './vscode/doctor/openDoctor';
import { openFinops } from './vscode/finops/openFinops';
import { registerModelProvider } from './vscode/languageModelProvider/provider';
import { openModels } from './vscode/models/openModels';
import { registerCommands } from './vscode/platform/commands';
import { chatSettings, Settings } from './vscode/platform/settings';
import { openStorage } from './vscode/platform/storage';
import { ToolChoice } from './vscode/platform/toolChoice';
import { openPrompts } from './vscode/prompts/openPrompts';

/** Builds the extension: everything is made here, in the order of its needs, and handed to VS Code to dispose of. */
export function activate(context: ExtensionContext): void {
  const { extensionUri, globalStorageUri, subscriptions } = context;
  const settings = new Settings(context.extension.packageJSON);
  const storage = openStorage(globalStorageUri, settings);
  const { logger, recorder } = storage;
  const signIn = openAccount(context.secrets, settings, storage);
  const { account, credentials, region } = signIn;
  const models = openModels(context, settings, { credentials, region });
  const { connections, catalog, model, onDidChangeModel } = models;
  const spending = openSpending(globalStorageUri, settings, storage, models);
  const { price, budget } = spending;

  const log = logCalls(logger);
  const observer: BedrockObserver = (event) => {
    log(event);
    if (event.type === 'started') {
      recorder.started(event.call);
    }
    if (event.type === 'ended') {
      recorder.record(event.invocation);
      spending.count(event.invocation);
    }
  };
  const asking = { connections, catalog, observer, price, budget };
  const engine = new ChatEngine({ ...asking, settings: () => chatSettings(settings) });
  const toolChoice = new ToolChoice(context.workspaceState);
  const maxToolRounds = () => settings.get('tools.maxRounds');
  const recordFeedback = (id: string, feedback: Feedback) => recorder.feedback(id, feedback);
  const surface = { engine, toolChoice, maxToolRounds, recordFeedback, extensionUri };

  const panel = new ChatPanel({
    ...surface,
    header: new HeaderSource({ connections, catalog, model, region }),
    logger: logger.named('panel'),
  });
  const provider = registerModelProvider({
    engine,
    model,
    onDidChangeModel,
    models: models.listed,
    tokens: new TokenCounter({ connections, catalog }),
    logger: logger.named('provider'),
  });
  const prompts = openPrompts(globalStorageUri, {
    ...asking,
    settings,
    engine,
    extensionUri,
    logger: logger.named('prompts'),
  });
  const monitoring = openMonitoring(context, settings, storage, {
    openChat: () => panel.open(),
    outlook: spending.outlook,
    featureUsage: () => finops.usage.read(),
    runs: (logLines) => prompts.history(logLines),
  });
  const { dailyUsage } = monitoring;
  const finops = openFinops(
    context,
    storage,
    { chat: engine, recordFeedback, maxToolRounds, region, dailyUsage },
    { settings, credentials },
  );
  const doctor = openDoctor(context, storage, { settings, credentials, observer, price });
  const { listed: modelListed } = provider;
  const participant = registerParticipant({ ...surface, costs: finops.editor, modelListed });
  const refreshHeader = () => void panel.refreshHeader();

  subscriptions.push(
    storage,
    account,
    models,
    spending,
    panel,
    provider,
    prompts,
    monitoring,
    finops,
    doctor,
    participant,
    account.onDidChange(() => connections.invalidate()),
    account.onDidChange(() => void finops.history.resume()),
    connections.onDidChange(refreshHeader),
    onDidChangeModel(refreshHeader),
    registerCommands({
      ...signIn.commands,
      ...models.commands,
      ...spending.commands,
      ...panel.commands,
      ...prompts.commands,
      ...monitoring.commands,
      ...finops.commands,
      chooseTools: () => toolChoice.pick(),
      showLog: () => storage.showLog(),
      diagnose: () => doctor.diagnose(),
      retryNow: () => engine.retryNow(),
      askAgain: (question) => askAgain(engine, question),
    }),
  );
}
