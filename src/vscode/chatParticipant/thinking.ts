import * as vscode from 'vscode';

/** Shows reasoning where VS Code can; elsewhere says once that the model thinks. */
export class Thinking {
  private refused = false;
  private id = 0;
  private open = false;

  constructor(private readonly stream: vscode.ChatResponseStream) {}

  /** More of what the model thinks. */
  add(text: string): void {
    if (!this.open) {
      this.open = true;
      this.id++;
      if (!this.show('')) {
        this.stream.progress(vscode.l10n.t('Thinking…'));
      }
    }
    this.show(text);
  }

  /** The model thinks no more. */
  end(): void {
    this.open = false;
  }

  /** False when VS Code does not know how, or keeps it to extensions of its own choice. */
  private show(text: string): boolean {
    const { stream } = this;
    if (this.refused || !showsThinking(stream)) {
      return false;
    }
    try {
      stream.thinkingProgress({ id: String(this.id), text });
      return true;
    } catch {
      this.refused = true;
      return false;
    }
  }
}

/** API of newer VS Codes beyond the types of the oldest one that we support. */
function showsThinking(
  stream: object,
): stream is { thinkingProgress(delta: { readonly id: string; readonly text: string }): void } {
  return 'thinkingProgress' in stream && typeof stream.thinkingProgress === 'function';
}
