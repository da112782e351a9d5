import { Uri, type ExtensionContext } from 'vscode';
import { Connections } from './core/bedrock/connection';
import { ModelCatalog } from './core/bedrock/modelCatalog';
import { ModelStore } from './core/bedrock/modelStore';
import type { BedrockObserver } from './core/bedrock/observer';
import { TokenCounter } from './core/bedrock/tokenCounter';
import { ChatEngine } from './core/chat/chatEngine';
import { HeaderSource } from './core/chat/headerSource';
import { logCalls } from './core/logging/callLog';
import type { Feedback } from './protocol/invocation';
import { openAccount } from './vscode/account/openAccount';
import { ChatPanel } from './vscode/chatPanel/chatPanel';
import { askAfresh, registerParticipant } from './vscode/chatParticipant/participant';
import { openMonitoring } from './vscode/dashboard/monitoring';
import { openSpending } from './vscode/costs/spending';
import { PriceRefresh } from './vscode/costs/priceRefresh';
import { setBudget } from './vscode/costs/setBudget';
import { openDoctor } from './vscode/doctor/openDoctor';
import { openFinops } from './vscode/finops/openFinops';
import { registerModelProvider } from './vscode/languageModelProvider/provider';
import { AccountModels } from './vscode/models/accountModels';
import { RecentModels } from './vscode/models/recentModels';
import { refreshModels, selectModel } from './vscode/models/selectModel';
import { registerCommands } from './vscode/platform/commands';
import {
  chatSettings,
  connectionSettingNames,
  connectionSettings,
  Settings,
} from './vscode/platform/settings';
import { openStorage } from './vscode/platform/storage';
import { ToolChoice } from './vscode/platform/toolChoice';
import { openPrompts } from './vscode/prompts/openPrompts';

/** Builds the extension: everything is made here, in the order of its needs, and handed to VS Code to dispose of. */
export function activate(context: ExtensionContext): void {
  const { extensionUri, globalStorageUri, subscriptions } = context;
  const settings = new Settings();
  const storage = openStorage(globalStorageUri, settings);
  const { logger, recorder } = storage;
  const { account, credentials, region } = openAccount(context.secrets, settings, storage);

  const connections = new Connections({
    settings: () => connectionSettings(settings),
    credentials: () => credentials.resolve(),
    forgetCredentials: () => credentials.forget(),
    region,
  });
  const spending = openSpending(globalStorageUri, settings, storage);
  const monitoring = openMonitoring(context, settings, storage, {
    openChat: () => panel.open(),
    outlook: spending.outlook,
    costUse: () => finops.use.read(),
    runs: (logLines) => prompts.history(logLines),
  });
  const { dashboard, dailyUse } = monitoring;
  const catalog = new ModelCatalog(new ModelStore(Uri.joinPath(globalStorageUri, 'models').fsPath));
  const log = logCalls(logger);
  const observer: BedrockObserver = (event) => {
    log(event);
    if (event.type === 'ended') {
      recorder.record(event.invocation);
      spending.count(event.invocation);
      prices.ifDue(event.invocation.region);
    }
  };
  const engine = new ChatEngine({
    connections,
    catalog,
    observer,
    price: spending.price,
    budget: spending.budget,
    settings: () => chatSettings(settings),
  });
  const recordFeedback = (id: string, feedback: Feedback) => recorder.feedback(id, feedback);

  const model = () => settings.get('model');
  const onDidChangeModel = (listener: () => void) => settings.onDidChange(['model'], listener);
  const modelChoice = { connections, catalog, settings, recent: new RecentModels(context.globalState) };
  const models = new AccountModels({ connections, catalog, settings });
  const provider = registerModelProvider({
    engine,
    model,
    onDidChangeModel,
    models,
    tokens: new TokenCounter({ connections, catalog }),
    logger: logger.named('provider'),
  });
  const prices = new PriceRefresh({
    connections,
    catalog,
    settings,
    store: spending.awsPrices,
    logger: logger.named('prices'),
  });
  const header = new HeaderSource({ connections, catalog, model, region });
  const tools = {
    toolChoice: new ToolChoice(context.workspaceState),
    maxToolRounds: () => settings.get('tools.maxRounds'),
  };
  const panel = new ChatPanel({
    ...tools,
    engine,
    header,
    recordFeedback,
    extensionUri,
    logger: logger.named('panel'),
  });
  const doctor = openDoctor(context, storage, { settings, credentials, observer });
  const prompts = openPrompts(globalStorageUri, {
    ...{ settings, engine, connections, catalog, observer },
    ...{ price: spending.price, budget: spending.budget },
  });
  const { maxToolRounds } = tools;
  const finops = openFinops(
    context,
    storage,
    { chat: engine, recordFeedback, maxToolRounds, region, dailyUse },
    { settings, credentials },
  );
  const refreshHeader = () => void panel.refreshHeader();

  subscriptions.push(
    storage,
    account,
    monitoring,
    spending,
    connections,
    panel,
    doctor,
    finops,
    prompts,
    catalog,
    models,
    provider,
    registerParticipant({
      ...tools,
      engine,
      recordFeedback,
      extensionUri,
      costs: finops.editor,
      modelListed: provider.listed,
    }),
    account.onDidChange(() => connections.invalidate()),
    account.onDidChange(() => void finops.history.resume()),
    settings.onDidChange(connectionSettingNames, () => connections.invalidate()),
    connections.onDidChange(refreshHeader),
    onDidChangeModel(refreshHeader),
    registerCommands({
      signIn: () => account.signIn(),
      signOut: () => account.signOut(),
      ssoLogin: () => account.ssoLogin(),
      selectRegion: () => account.selectRegion(),
      selectModel: () => selectModel(modelChoice),
      refreshModels: () => refreshModels(modelChoice),
      openChat: () => panel.open(),
      newChat: () => panel.newChat(),
      exportChat: () => panel.exportChat(),
      attachSelection: () => panel.attachSelection(),
      attachFile: (uri, uris) => panel.attachFiles(uris ?? (uri && [uri])),
      chooseTools: () => tools.toolChoice.pick(),
      openDashboard: () => dashboard.open(),
      exportMetrics: () => dashboard.exportMetrics(),
      deleteMetrics: () => dashboard.deleteAllMetrics(),
      analyzeCosts: (uri, uris) => finops.editor.analyze(uri, uris),
      queryAthena: () => finops.queryAthena(),
      showCostHistory: () => finops.history.show(),
      showLog: () => storage.showLog(),
      diagnose: () => doctor.diagnose(),
      retryNow: () => engine.retryNow(),
      refreshPrices: () => prices.run(),
      setBudget: () => setBudget(settings),
      allowOverBudget: (scope) => spending.allow(scope),
      ...prompts.commands,
      askAfresh: (question) => askAfresh(engine, question),
    }),
  );
}
