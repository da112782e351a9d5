import * as vscode from 'vscode';
import type { Connections } from '../../core/bedrock/connection';
import { classifyError } from '../../core/aws/errors';
import type { ModelCatalog } from '../../core/bedrock/models/modelCatalog';
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

/** Collaborators of reading AWS's prices. */
export interface PriceRefreshParts {
  readonly connections: Connections;
  readonly catalog: ModelCatalog;
  readonly settings: Settings;
  readonly store: AwsPriceStore;
  readonly logger: Logger;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

interface Refreshed {
  readonly region: string;
  readonly priced: number;
  readonly unpriced: number;
  readonly doubtful: readonly string[];
}

/** Reads prices from the AWS Price List: when the user asks for it, and weekly from then on. */
export class PriceRefresh {
  private triedAtMs = 0;

  constructor(private readonly parts: PriceRefreshParts) {}

  /** Reads the prices of the region in use, and says what came of it. */
  async run(): Promise<void> {
    const title = vscode.l10n.t('Reading the prices of Bedrock from AWS…');
    let region = '';
    try {
      const done = await withProgressMessage(title, (signal) =>
        this.refresh(signal, (known) => (region = known)),
      );
      void showInformation(refreshSummary(done));
    } catch (error) {
      const known = { modelLabel: '', region, credentials: undefined, partial: false };
      const { message, reason } = explainError(classifyError(error), known);
      if (reason === 'cancelled') {
        return;
      }
      void showWarning(
        vscode.l10n.t(
          'The prices could not be read. {0} It takes pricing:GetProducts; the list that comes with the extension goes on.',
          message,
        ),
      );
    }
  }

  /** Reads them again in the background when those of a region are a week old; never when nobody asked for them. */
  ifDue(region: string): void {
    const known = this.parts.store.read(region);
    if (known === undefined || Date.now() - Date.parse(known.date) < WEEK_MS) {
      return;
    }
    if (Date.now() - this.triedAtMs < WEEK_MS) {
      return;
    }
    this.triedAtMs = Date.now();
    this.refresh(new AbortController().signal).catch((error: unknown) => {
      this.parts.logger.warn('The prices could not be read again', { error: String(error) });
    });
  }

  private async refresh(
    signal: AbortSignal,
    onRegion: (region: string) => void = () => undefined,
  ): Promise<Refreshed> {
    const { connections, catalog, settings, store, logger } = this.parts;
    const connection = await connections.current();
    const { region, credentials } = connection;
    onRegion(region);
    const { retryMaxAttempts, retryBaseDelayMs } = connectionSettings(settings);
    const endpoint = settings.get('pricing.endpoint');
    const listing = { credentials, endpoint, retryMaxAttempts, retryBaseDelayMs, signal };
    const [listed, { models: listedModels }] = await Promise.all([
      listTokenPrices(region, listing),
      catalog.list(connection),
    ]);
    const { models, doubtful } = matchPrices(listed, listedModels);
    const date = new Date().toISOString().slice(0, 10);
    await store.write({ region, date, models });
    for (const label of doubtful) {
      logger.warn('A price of AWS’s list is far from the known one and not used', { model: label });
    }
    const ids = new Set(listedModels.map(({ modelId }) => modelId));
    const priced = [...ids].filter((id) => entryOf(models, id) !== undefined).length;
    return { region, priced, unpriced: ids.size - priced, doubtful };
  }
}

function refreshSummary({ region, priced, unpriced, doubtful }: Refreshed): string {
  const counts = vscode.l10n.t(
    'AWS’s prices of {0} models in {1} are read; {2} have none in its list, and keep the price that was known, if any.',
    formatCount(priced),
    region,
    formatCount(unpriced),
  );
  if (doubtful.length === 0) {
    return counts;
  }
  const odd = vscode.l10n.t(
    'What it says of {0} is far from what was known, and is not used.',
    doubtful.join(', '),
  );
  return `${counts} ${odd}`;
}
