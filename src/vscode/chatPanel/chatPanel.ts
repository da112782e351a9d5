import * as vscode from 'vscode';
import type { ChatServices } from '../../core/chat/chatServices';
import { ChatSession } from '../../core/chat/chatSession';
import { exportMarkdown } from '../../core/chat/exportMarkdown';
import type { HeaderSource } from '../../core/chat/headerSource';
import { InputFocus } from '../../core/chat/inputFocus';
import type { Logger } from '../../core/logging/logger';
import { DisposableStore, type Disposable } from '../../core/util/disposable';
import { fromPanelLimits, fromPanelSchema, type FromPanel, type ToPanel } from '../../protocol/chatPanel';
import { runAction } from '../platform/actions';
import type { CommandHandlers } from '../platform/commands';
import { handleConversation } from '../platform/conversationIntents';
import { LanguageModelTools } from '../platform/languageModelTools';
import type { ToolChoice } from '../platform/toolChoice';
import { receive, showPage } from '../platform/webviewHost';
import { saveFile } from '../platform/workspaceFiles';
import { Attachments } from './attachments';
import { showInformation } from '../platform/notify';

/** Collaborators of the panel. */
export interface ChatPanelParts {
  readonly chat: ChatServices;
  readonly header: Pick<HeaderSource, 'fromSettings' | 'fromAccount'>;
  /** Which tools models may call. */
  readonly toolChoice: Pick<ToolChoice, 'names' | 'pick' | 'onDidChange'>;
  readonly logger: Logger;
  readonly extensionUri: vscode.Uri;
}

const VIEW = 'bedrockChat.chat';

/** The Bedrock panel: one conversation in a view of its own, which needs nothing of VS Code's Chat. */
export class ChatPanel implements vscode.WebviewViewProvider, vscode.Disposable {
  private view: vscode.WebviewView | undefined;
  private readonly inputFocus = new InputFocus(() => this.post({ type: 'focusInput', text: null }));
  private readonly attachments = new Attachments();
  private readonly session: ChatSession;
  private readonly owned = new DisposableStore();

  readonly commands: Pick<
    CommandHandlers,
    'openChat' | 'newChat' | 'exportChat' | 'attachSelection' | 'attachFile'
  > = {
    openChat: () => this.open(),
    newChat: () => this.newChat(),
    exportChat: () => this.exportChat(),
    attachSelection: () => this.attachSelection(),
    attachFile: (uri, uris) => this.attachFiles(uris ?? (uri && [uri])),
  };

  constructor(private readonly parts: ChatPanelParts) {
    this.session = new ChatSession({
      engine: parts.chat.engine,
      feedback: parts.chat.feedback,
      post: (message) => this.post(message),
      tools: () => ({
        runner: new LanguageModelTools(() => parts.toolChoice.names),
        maxRounds: parts.chat.toolLimits.maxRounds,
      }),
    });
    this.owned.add(
      parts.toolChoice.onDidChange(() => this.post({ type: 'tools', tools: parts.toolChoice.names.size })),
    );
    this.owned.add(
      this.attachments.onDidChange(() => {
        this.post({ type: 'attachments', attachments: this.attachments.shown });
      }),
    );
  }

  /** VS Code shows the view: for the first time, or again after it was hidden. */
  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const listening = receive(view.webview, {
      schema: fromPanelSchema,
      limits: fromPanelLimits,
      logger: this.parts.logger,
      handle: (intent) => this.handle(intent),
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) {
        this.inputFocus.pageGone();
      }
    });
    view.onDidDispose(() => {
      listening.dispose();
      if (this.view === view) {
        this.view = undefined;
        this.inputFocus.pageGone();
      }
    });
    showPage(view.webview, this.parts.extensionUri, {
      title: 'Bedrock Chat',
      script: 'dist/webview/chat.js',
      styles: ['dist/webview/codicon.css', 'media/chat.css'],
    });
  }

  /** Shows the panel with the cursor in its input. */
  async open(): Promise<void> {
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    this.inputFocus.want();
  }

  /** Forgets the conversation and begins a new one. */
  private async newChat(): Promise<void> {
    await this.session.reset();
    await this.sendSnapshot();
    await this.open();
  }

  /** Writes the conversation to a file of the user's choice. */
  private async exportChat(): Promise<void> {
    const messages = this.session.snapshot();
    if (messages.length === 0) {
      void showInformation(vscode.l10n.t('There is no conversation to export yet.'));
      return;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      filters: { Markdown: ['md'] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'bedrock-chat.md') }),
    });
    if (target !== undefined) {
      const { modelLabel } = await this.parts.header.fromAccount();
      const text = exportMarkdown(messages, modelLabel, new Date());
      await saveFile(target, text);
      await vscode.window.showTextDocument(target);
    }
  }

  /** Attaches the active editor's selection to the next question. */
  private async attachSelection(): Promise<void> {
    await this.attachments.addSelection();
    await this.open();
  }

  /** Attaches files or folders to the next question, the given ones or those the user picks. */
  private async attachFiles(uris?: readonly vscode.Uri[]): Promise<void> {
    await this.attachments.addFiles(uris);
    await this.open();
  }

  /** The model, the region or the sign-in changed. */
  async refreshHeader(): Promise<void> {
    if (this.view !== undefined) {
      this.post({ type: 'header', header: await this.parts.header.fromAccount() });
    }
  }

  /** Disposes of it with the panel. */
  own(item: Disposable): void {
    this.owned.add(item);
  }

  dispose(): void {
    this.session.stop();
    this.owned.dispose();
  }

  private async handle(intent: FromPanel): Promise<void> {
    switch (intent.type) {
      case 'ready':
        await this.sendSnapshot();
        this.inputFocus.pageReady();
        return;
      case 'send':
        if (!this.session.busy) {
          await this.session.send(intent.text, this.attachments.drain());
        }
        return;
      case 'takeBack':
        return this.takeBack(intent.messageId);
      case 'newChat':
        return this.newChat();
      case 'exportChat':
        return this.exportChat();
      case 'attach':
        return this.attach(intent.what);
      case 'attachData':
        return this.attachments.addData(intent.name, Buffer.from(intent.data, 'base64'));
      case 'chooseTools':
        return this.parts.toolChoice.pick();
      case 'detach':
        return this.attachments.remove(intent.attachmentId);
      default:
        return handleConversation(intent, this.session, async (action) =>
          runAction(action, (await this.parts.header.fromSettings()).region, 'panel'),
        );
    }
  }

  /** Puts a question that was refused back into the input, with what was attached to it. */
  private takeBack(messageId: string): void {
    const question = this.session.takeBack(messageId);
    if (question !== undefined) {
      this.attachments.putBack(question.attachments);
      this.post({ type: 'focusInput', text: question.text });
    }
  }

  private async attach(what: Extract<FromPanel, { type: 'attach' }>['what']): Promise<void> {
    switch (what) {
      case 'selection':
        return this.attachSelection();
      case 'file':
        return this.attachFiles();
      case 'folder':
        await this.attachments.addFolder();
        return this.open();
    }
  }

  private async sendSnapshot(): Promise<void> {
    const header = await this.parts.header.fromSettings();
    this.post({
      type: 'snapshot',
      header,
      messages: this.session.snapshot(),
      attachments: this.attachments.shown,
      tools: this.parts.toolChoice.names.size,
      busy: this.session.busy,
    });
    await this.refreshHeader();
  }

  private post(message: ToPanel): void {
    // A view that is hidden or gone gets a snapshot when it shows again.
    void this.view?.webview.postMessage(message);
  }
}
