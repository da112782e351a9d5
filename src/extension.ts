import { env, l10n, Uri, type ExtensionContext } from 'vscode';
import { chatSettings, toolLimits } from './core/settings/settingGroups';
import { DisposableStore, type Disposable } from './core/util/disposable';
import { Lazy } from './core/util/lazy';
import type { MetricsFilter } from './protocol/metrics';
import { useTranslations } from './shared/translations';
import { contributeAccount } from './vscode/account/contribution';
import { contributeChatPanel } from './vscode/chatPanel/contribution';
import { contributeParticipant } from './vscode/chatParticipant/contribution';
import { contributeSpending } from './vscode/spending/contribution';
import { contributeDashboard } from './vscode/dashboard/contribution';
import { contributeDoctor } from './vscode/doctor/contribution';
import { contributeFinops } from './vscode/finops/contribution';
import { contributeModelProvider } from './vscode/languageModelProvider/contribution';
import { contributeModels } from './vscode/models/contribution';
import { registerCommands } from './vscode/platform/commands';
import { Settings } from './vscode/platform/settings';
import { ToolChoice } from './vscode/platform/toolChoice';
import { contributePrompts } from './vscode/prompts/contribution';
import type { Prompts } from './vscode/prompts/openPrompts';

/**
 * Builds the extension. What VS Code has to know at once is contributed at the end; the features are imported and
 * made, in the order of their needs, when somebody first makes use of them.
 */
export function activate(context: ExtensionContext): void {
  useTranslations({ language: l10n.bundle ? env.language : 'en', texts: l10n.bundle ?? null });
  const { extensionUri, globalState, globalStorageUri, secrets, workspaceState } = context;
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const lazy = <T extends Disposable>(open: () => Promise<T>): Lazy<T> => owned.add(new Lazy(open));
  const settings = new Settings(context.extension.packageJSON);
  const toolChoice = new ToolChoice(workspaceState);

  const storage = lazy(async () => {
    const { openStorage } = await import('./vscode/platform/storage');
    return openStorage(globalStorageUri, settings);
  });
  const account = lazy(async () => {
    const { openAccount } = await import('./vscode/account/openAccount');
    return openAccount(secrets, settings, await storage.get());
  });
  const models = lazy(async () => {
    const { openModels } = await import('./vscode/models/openModels');
    return openModels(context, settings, await account.get());
  });
  const spending = lazy(async () => {
    const { openSpending } = await import('./vscode/spending/openSpending');
    return openSpending(globalStorageUri, settings, await storage.get(), await models.get());
  });
  const chat = lazy(async () => {
    const { openRecordedChat } = await import('./core/chat/recordedChat');
    const { logger, recorder } = await storage.get();
    const asking = { ...(await models.get()), ...(await spending.get()) };
    const configured = { settings: () => chatSettings(settings), toolLimits: toolLimits(settings) };
    const pictureWorkerPath = Uri.joinPath(extensionUri, 'dist', 'pictureWorker.cjs').fsPath;
    return openRecordedChat({ ...asking, ...configured, logger, recorder, pictureWorkerPath });
  });
  const panel = lazy(async () => {
    const { openChatPanel } = await import('./vscode/chatPanel/openChatPanel');
    const surface = { chat: await chat.get(), toolChoice, extensionUri };
    const header = { ...(await models.get()), region: (await account.get()).region };
    return openChatPanel(surface, header, await storage.get());
  });
  const participant = lazy(async () => {
    const { Participant } = await import('./vscode/chatParticipant/participant');
    const costs = async () => (await finops.get()).editor;
    return new Participant({ chat: await chat.get(), toolChoice, costs });
  });
  const provider = lazy(async () => {
    const { openModelProvider } = await import('./vscode/languageModelProvider/openModelProvider');
    return openModelProvider(await chat.get(), await storage.get());
  });
  const prompts: Lazy<Prompts> = lazy(async () => {
    const { openPrompts } = await import('./vscode/prompts/openPrompts');
    const { engine, asking } = await chat.get();
    const { logger } = await storage.get();
    return openPrompts(globalStorageUri, {
      ...asking,
      ...promptViews,
      own: (await models.get()).own,
      engine,
      settings,
      extensionUri,
      logger,
    });
  });
  const featureUsage = lazy(async () => {
    const { FeatureUsageLog } = await import('./core/finops/featureUsageLog');
    const { fsPath } = Uri.joinPath(globalStorageUri, 'finops', 'use.ndjson');
    return new FeatureUsageLog(fsPath, (await storage.get()).logger);
  });
  const monitoring = lazy(async () => {
    const { openMonitoring } = await import('./vscode/dashboard/monitoring');
    const { cacheOverview } = await import('./core/bedrock/cache/cacheTally');
    const sources = {
      outlook: async () => (await spending.get()).outlook(),
      featureUsage: async () => (await featureUsage.get()).read(),
      cache: async () => cacheOverview(await (await spending.get()).cacheDays(), chat.made?.cacheTally),
      runs: async (logLines: number) => (await prompts.get()).history(logLines),
    };
    const openChat = async () => (await panel.get()).open();
    return openMonitoring(context, settings, await storage.get(), sources, openChat);
  });
  const finops = lazy(async () => {
    const { openFinops } = await import('./vscode/finops/openFinops');
    const dailyUsage = async () => (await monitoring.get()).dailyUsage();
    const asking = { chat: await chat.get(), dailyUsage, usage: await featureUsage.get() };
    return openFinops(context, settings, await storage.get(), asking, await account.get());
  });
  const doctor = lazy(async () => {
    const { openDoctor } = await import('./vscode/doctor/openDoctor');
    const { asking } = await chat.get();
    const { credentials } = await account.get();
    const summary = async (filter: MetricsFilter) => (await monitoring.get()).summary(filter);
    return openDoctor(context, await storage.get(), { ...asking, settings, credentials, summary });
  });

  const picker = owned.add(contributeModelProvider({ provider, models, settings, globalStorageUri }));
  const promptViews = owned.add(contributePrompts(prompts, globalStorageUri));
  owned.add(
    registerCommands({
      ...contributeAccount(account).commands,
      ...contributeModels(models).commands,
      ...owned.add(contributeChatPanel(panel)).commands,
      ...owned.add(contributeParticipant(participant, extensionUri, picker.listed)).commands,
      ...owned.add(contributeSpending(spending, settings, globalState)).commands,
      ...promptViews.commands,
      ...owned.add(contributeDashboard(monitoring, chat)).commands,
      ...owned.add(contributeFinops(finops)).commands,
      ...contributeDoctor(doctor).commands,
      chooseTools: () => toolChoice.pick(),
      followAdvice: async (advice) =>
        (await import('./vscode/platform/cacheAdvice')).followAdvice(advice, settings),
      showLog: async () => (await storage.get()).showLog(),
      retryNow: async () => (await chat.get()).engine.retryNow(),
    }),
  );
}
