import { randomBytes } from 'node:crypto';
import type * as v from 'valibot';
import * as vscode from 'vscode';
import type { Logger } from '../../core/logging/logger';
import type { Disposable } from '../../core/util/disposable';
import { translationsInUse } from '../../shared/translations';
import { parseMessage, type MessageLimits } from '../../protocol/receivedMessage';

/** Parts of a webview: its bundle in dist/webview and its page-level styles in media. */
export interface WebviewPage {
  readonly title: string;
  readonly script: string;
  readonly styles: readonly string[];
}

/** Prepares a webview: narrow resource roots, a strict policy, its script; shows its page. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, page: WebviewPage): void {
  const roots = [
    vscode.Uri.joinPath(extensionUri, 'dist', 'webview'),
    vscode.Uri.joinPath(extensionUri, 'media'),
  ];
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: roots };
  webview.html = pageHtml(webview, extensionUri, page);
}

function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: WebviewPage): string {
  const nonce = randomBytes(24).toString('base64');
  const uri = (path: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path.split('/')));
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  const translations = translationsInUse();
  const styles = page.styles.map((path) => `<link rel="stylesheet" href="${uri(path).toString()}">`);
  return `<!DOCTYPE html>
<html lang="${translations.language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<title>${page.title}</title>
${styles.join('\n')}
</head>
<body>
<script type="application/json" id="translations">${inHtml(translations)}</script>
<script nonce="${nonce}" src="${uri(page.script).toString()}"></script>
</body>
</html>`;
}

/** JSON that ends no element of the page, whatever is in it. */
function inHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** Messages of a webview, and their receiver. */
export interface Incoming<S extends v.GenericSchema> {
  readonly schema: S;
  readonly limits: MessageLimits;
  readonly logger: Logger;
  readonly handle: (message: v.InferOutput<S>) => Promise<void> | void;
}

/** Hands on what a webview sends once it passed its limits and its schema; anything else is dropped, and logged once. */
export function receive<S extends v.GenericSchema>(
  webview: vscode.Webview,
  { schema, limits, logger, handle }: Incoming<S>,
): Disposable {
  let toldOfDrop = false;
  return webview.onDidReceiveMessage((raw: unknown) => {
    const received = parseMessage(schema, limits, raw);
    if ('problem' in received) {
      if (!toldOfDrop) {
        logger.warn('Dropped a message of a webview that does not fit; others are dropped in silence', {
          problem: received.problem,
        });
      }
      toldOfDrop = true;
      return;
    }
    Promise.resolve(handle(received.message)).catch((error: unknown) => {
      logger.error('Handling a message of a webview failed', { error: String(error) });
    });
  });
}
