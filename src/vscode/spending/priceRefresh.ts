import * as vscode from 'vscode';
import type { Connection, Connections } from '../../core/bedrock/connection';
import { classifyError } from '../../core/aws/errors';
import { fetchPublicList, PublicListError } from '../../core/bedrock/models/fetchPublicList';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
import type { PublicListStore } from '../../core/bedrock/models/publicListStore';
import { listTokenPrices } from '../../core/spending/priceListing';
import { explainError } from '../../core/chat/explain';
import { matchPrices, type AwsPriceStore } from '../../core/spending/awsPrices';
import type { Logger } from '../../core/logging/logger';
import { withProgressMessage } from '../platform/progress';
import { connectionSettings } from '../../core/settings/settingGroups';
import type { Settings } from '../platform/settings';
import { entryOf } from '../../core/util/entryOf';
import { showInformation, showWarning } from '../platform/notify';
import { formatCount } from '../../shared/format';

/** Collaborators of reading models and prices anew. */
export interface PriceRefreshParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly list: PublicListStore;
  readonly settings: Settings;
  readonly store: AwsPriceStore;
  readonly logger: Logger;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** What came of one source: a sentence of what was read, or of why it was not. */
interface Outcome {
  readonly isRead: boolean;
  readonly sentence: string;
}

/**
 * Reads the account's models, AWS's Price List and a public list of models: when the user asks for it, and weekly from
 * then on. A source that fails takes nothing from the others, and what was known of it stays.
 */
export class PriceRefresh {
  private triedAtMs = 0;

  constructor(private readonly parts: PriceRefreshParts) {}

  /** Reads everything anew, and says what came of each source. */
  async run(): Promise<void> {
    const title = vscode.l10n.t('Reading Bedrock’s models and prices…');
    const outcomes = await withProgressMessage(title, (signal) => this.refresh(signal, true)).catch(() => []);
    if (outcomes.length === 0) {
      return;
    }
    const text = outcomes.map(({ sentence }) => sentence).join(' ');
    void (outcomes.every(({ isRead }) => isRead) ? showInformation(text) : showWarning(text));
  }

  /** Reads prices again in the background when a region's are a week old; never when nobody asked for them. */
  ifDue(region: string): void {
    const { store, list, logger } = this.parts;
    const dates = [store.read(region)?.date, list.asOf].flatMap((date) => date ?? []);
    const isDue = dates.some((date) => Date.now() - Date.parse(date) >= WEEK_MS);
    if (!isDue || Date.now() - this.triedAtMs < WEEK_MS) {
      return;
    }
    this.triedAtMs = Date.now();
    this.refresh(new AbortController().signal, false).then(
      (outcomes) => {
        for (const { sentence } of outcomes.filter(({ isRead }) => !isRead)) {
          logger.warn('Models and prices could not be read again', { reason: sentence });
        }
      },
      (error: unknown) => logger.warn('Models and prices could not be read again', { error: String(error) }),
    );
  }

  /** Without `all` only what was read before. Throws nothing but that it was cancelled. */
  private async refresh(signal: AbortSignal, all: boolean): Promise<Outcome[]> {
    const { settings, list } = this.parts;
    const url = settings.get('modelList.url');
    const readsList = url !== '' && (all || list.asOf !== undefined);
    const outcomes = await Promise.all([
      this.account(signal),
      ...(readsList ? [this.publicList(url, signal)] : []),
    ]);
    signal.throwIfAborted();
    return outcomes;
  }

  /** The models of the account, and AWS's prices of them. */
  private async account(signal: AbortSignal): Promise<Outcome> {
    let region = '';
    try {
      const connection = await this.parts.connections.current();
      region = connection.region;
      return { isRead: true, sentence: await this.prices(connection, signal) };
    } catch (error) {
      const known = { modelLabel: '', region, credentials: undefined, partial: false };
      const { message } = explainError(classifyError(error), known);
      return {
        isRead: false,
        sentence: vscode.l10n.t(
          'The prices could not be read. {0} It takes pricing:GetProducts; the list that comes with the extension goes on.',
          message,
        ),
      };
    }
  }

  private async prices(connection: Connection, signal: AbortSignal): Promise<string> {
    const { catalog, settings, store, logger } = this.parts;
    const { region, credentials } = connection;
    const { retryMaxAttempts, retryBaseDelayMs } = connectionSettings(settings);
    const endpoint = settings.get('pricing.endpoint');
    const listing = { credentials, endpoint, retryMaxAttempts, retryBaseDelayMs, signal };
    const [listed, { models: listedModels }] = await Promise.all([
      listTokenPrices(region, listing),
      catalog.refresh(connection),
    ]);
    const { models, doubtful } = matchPrices(listed, listedModels);
    const date = new Date().toISOString().slice(0, 10);
    await store.write({ region, date, models });
    for (const label of doubtful) {
      logger.warn('A price of AWS’s list is far from the known one and not used', { model: label });
    }
    const ids = new Set(listedModels.map(({ modelId }) => modelId));
    const priced = [...ids].filter((id) => entryOf(models, id) !== undefined).length;
    const counts = vscode.l10n.t(
      'AWS’s prices of {0} models in {1} are read; {2} have none in its list, and keep the price that was known, if any.',
      formatCount(priced),
      region,
      formatCount(ids.size - priced),
    );
    return withDoubts(counts, doubtful);
  }

  private async publicList(url: string, signal: AbortSignal): Promise<Outcome> {
    const { list, logger } = this.parts;
    try {
      const { file, doubtful, unreadable } = await fetchPublicList(url, signal);
      await list.write(file);
      for (const model of doubtful) {
        logger.warn('A price of the public list is far from the known one and not used', { model });
      }
      const host = new URL(url).host;
      const counts = vscode.l10n.t(
        '{0} tells limits and prices of {1} models.',
        host,
        formatCount(Object.keys(file.models).length),
      );
      const left =
        unreadable === 0
          ? []
          : [vscode.l10n.t('{0} of its entries make no sense and are left out.', formatCount(unreadable))];
      return { isRead: true, sentence: withDoubts([counts, ...left].join(' '), doubtful) };
    } catch (error) {
      const why = error instanceof PublicListError ? error.message : String(error);
      return {
        isRead: false,
        sentence: vscode.l10n.t('The public list of models could not be read. {0}', why),
      };
    }
  }
}

/** Some are named; a list that is wrong as a whole is no longer for that. */
const MAX_NAMED = 5;

function withDoubts(counts: string, doubtful: readonly string[]): string {
  if (doubtful.length === 0) {
    return counts;
  }
  const named = doubtful.slice(0, MAX_NAMED).join(', ');
  const odd =
    doubtful.length > MAX_NAMED
      ? vscode.l10n.t(
          'What it says of {0} and {1} more is far from what was known, and is not used.',
          named,
          formatCount(doubtful.length - MAX_NAMED),
        )
      : vscode.l10n.t('What it says of {0} is far from what was known, and is not used.', named);
  return `${counts} ${odd}`;
}
