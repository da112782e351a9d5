/** The first line of a fenced code block at the left margin, with its line break. */
const OPENING = /^(?:(`{3,})([^`\n]*)|(~{3,})([^\n]*))\n/;

/** The opening line at the start of `text`, once that line is complete. */
export function openingFence(text: string): { marker: string; language: string; length: number } | undefined {
  const match = OPENING.exec(text);
  if (match === null) {
    return undefined;
  }
  const info = (match[2] ?? match[4] ?? '').trim();
  return {
    marker: match[1] ?? match[3] ?? '',
    language: info.split(/\s/, 1)[0] ?? '',
    length: match[0].length,
  };
}

/** Reads the code of an open fenced block as it arrives, each character once. */
export class FenceReader {
  private readonly closing: RegExp;
  private readonly maybeClosing: RegExp;
  /** Line breaks that are held back, since those before the closing fence are not part of the code. */
  private heldBreaks = 0;
  /** The line's beginning was passed on already, so its end is not the closing fence. */
  private inLine = false;

  constructor(marker: string) {
    const character = marker.charAt(0);
    this.closing = new RegExp(`^ {0,3}${marker}${character}* *$`);
    this.maybeClosing = new RegExp(`^ {0,3}${character}* *$`);
  }

  /** Takes what it can of `text`; `rest` has to be given again, with what follows it. */
  read(text: string): { code: string; rest: string; closed: boolean } {
    let code = '';
    let position = 0;
    for (;;) {
      const lineEnd = text.indexOf('\n', position);
      if (lineEnd < 0) {
        break;
      }
      const line = text.slice(position, lineEnd);
      position = lineEnd + 1;
      if (!this.inLine && this.closing.test(line)) {
        return { code, rest: text.slice(position), closed: true };
      }
      code += this.consume(line);
      this.heldBreaks++;
      this.inLine = false;
    }
    const partial = text.slice(position);
    if (!this.inLine && this.maybeClosing.test(partial)) {
      return { code, rest: partial, closed: false };
    }
    code += this.consume(partial);
    this.inLine = true;
    return { code, rest: '', closed: false };
  }

  /** The code that remains when the text ends within the block. */
  end(rest: string): string {
    return !this.inLine && this.closing.test(rest) ? '' : this.consume(rest);
  }

  private consume(text: string): string {
    if (text === '') {
      return '';
    }
    const breaks = '\n'.repeat(this.heldBreaks);
    this.heldBreaks = 0;
    return breaks + text;
  }
}
