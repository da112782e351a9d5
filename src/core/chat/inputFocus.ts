/** Puts the cursor into the panel's input once for each time that it was asked for, when the page can take it. */
export class InputFocus {
  private isPageReady = false;
  private isWanted = false;

  constructor(private readonly focus: () => void) {}

  /** The user asked for the panel: at once where its page is there, else as soon as it is. */
  want(): void {
    this.isWanted = true;
    this.serve();
  }

  /** The page says that it can be told; it does so each time it is shown, asked for or not. */
  pageReady(): void {
    this.isPageReady = true;
    this.serve();
  }

  /** The page is gone: VS Code drops what is hidden, and loads it anew. */
  pageGone(): void {
    this.isPageReady = false;
  }

  private serve(): void {
    if (this.isWanted && this.isPageReady) {
      this.isWanted = false;
      this.focus();
    }
  }
}
