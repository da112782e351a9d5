import { html, type TemplateResult } from 'lit';

/** Lines of a log, which a keyboard can scroll; `rest` stands below them. */
export function logLines(
  { label, testId }: { label: string; testId: string },
  lines: readonly string[],
  rest?: unknown,
): TemplateResult {
  return html`<div
    class="log-lines"
    role="log"
    aria-live="off"
    aria-label=${label}
    tabindex="0"
    data-testid=${testId}
  >
    ${lines.map((line) => html`<div class="log-line ${levelClass(line)}">${line}</div>`)} ${rest}
  </div>`;
}

function levelClass(line: string): string {
  const level = / \[(WARNING|ERROR)\] /.exec(line)?.[1];
  return level === undefined ? '' : `log-${level.toLowerCase()}`;
}
