import * as vscode from 'vscode';
import type { Destination } from '../../core/finops/history/historyQueue';
import type { SessionSummary } from '../../core/finops/history/historyTable';
import type { InteractionHistory } from '../../core/finops/history/interactionHistory';
import { sessionMarkdown } from '../../core/finops/history/sessionMarkdown';
import { historyProblemText } from './historyWords';

/** Of addresses of such documents. */
const SCHEME = 'bedrock-cost-history';

/** The history that is in use, and its table. */
export interface CurrentHistory {
  readonly destination: Destination;
  readonly history: InteractionHistory;
}

/** Sessions of the history as documents that nobody can write to; read anew whenever one is opened. */
export class HistoryDocuments {
  constructor(private readonly current: () => Promise<CurrentHistory | undefined>) {}

  /** The text of a session. */
  async text({ query }: vscode.Uri): Promise<string> {
    const wanted = new URLSearchParams(query);
    const [table, region, session] = ['table', 'region', 'session'].map((name) => wanted.get(name) ?? '');
    const current = await this.current();
    if (
      current === undefined ||
      current.destination.table !== table ||
      current.destination.region !== region
    ) {
      return vscode.l10n.t(
        'This session is in the DynamoDB table {0} in {1}, which the settings no longer name.',
        table ?? '',
        region ?? '',
      );
    }
    try {
      const items = await current.history.read(session ?? '');
      return sessionMarkdown(items, vscode.l10n.t('Questions about cost data: {0}, {1}', table, region));
    } catch (error) {
      return vscode.l10n.t('The session could not be read. {0}', historyProblemText(error));
    }
  }

  /** Opens a session as Markdown. */
  async open({ table, region }: Destination, session: SessionSummary): Promise<void> {
    const date = session.startedAtUtc.slice(0, 16).replace('T', ' ').replace(':', '.');
    const query = new URLSearchParams({ table, region, session: session.sessionId }).toString();
    const path = `/${vscode.l10n.t('Cost Questions')} ${date}.md`;
    await vscode.window.showTextDocument(vscode.Uri.from({ scheme: SCHEME, path, query }), {
      preview: false,
    });
  }
}
