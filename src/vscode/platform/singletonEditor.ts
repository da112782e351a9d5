import type * as v from 'valibot';
import * as vscode from 'vscode';
import type { Logger } from '../../core/logging/logger';
import type { Disposable } from '../../core/util/disposable';
import { receive, showPage, type Incoming } from './webviewHost';

/** An editor with a page of ours: its type as in package.json, its tab's title, its bundle and style sheet by name. */
export interface EditorPage<S extends v.GenericSchema> extends Pick<Incoming<S>, 'schema' | 'limits'> {
  readonly viewType: `bedrockChat.${string}`;
  readonly title: string;
  /** `dist/webview/<name>.js` and `media/<name>.css`. */
  readonly name: string;
}

/** What an editor shows for as long as it is open; disposed of when the user closes it. */
export interface EditorContent<S extends v.GenericSchema> extends Disposable {
  readonly handle: Incoming<S>['handle'];
}

/** An editor of which there is one: made or revealed, filled when VS Code has kept it, and told what its page shows. */
export class SingletonEditor<S extends v.GenericSchema, Out> implements Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly host: { readonly extensionUri: vscode.Uri; readonly logger: Logger },
    private readonly page: EditorPage<S>,
    private readonly open: () => EditorContent<S>,
  ) {}

  /** Whether the user sees it now. */
  get isVisible(): boolean {
    return this.panel?.visible ?? false;
  }

  /** Reveals the editor, and makes it first where it is not open. */
  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const { viewType, title } = this.page;
    this.adopt(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active));
  }

  /** Fills an editor that VS Code has kept over a reload; false where one is open already, and that one goes. */
  restore(panel: vscode.WebviewPanel): boolean {
    if (this.panel !== undefined) {
      panel.dispose();
      return false;
    }
    this.adopt(panel);
    return true;
  }

  /** Tells the page; one that is hidden, gone or not there yet asks for all of it when it shows. */
  post(message: Out): void {
    void this.panel?.webview.postMessage(message);
  }

  /** Closes the editor. Idempotent. */
  dispose(): void {
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, logger } = this.host;
    const { title, name, schema, limits } = this.page;
    this.panel = panel;
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `bedrock-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const content = this.open();
    const listening = receive(panel.webview, { schema, limits, logger, handle: content.handle });
    panel.onDidDispose(() => {
      this.panel = undefined;
      listening.dispose();
      content.dispose();
    });
    showPage(panel.webview, extensionUri, {
      title,
      script: `dist/webview/${name}.js`,
      styles: ['dist/webview/codicon.css', `media/${name}.css`],
    });
  }
}
