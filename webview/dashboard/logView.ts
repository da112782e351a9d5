import { html, LitElement, nothing } from 'lit';
import { logLevelSchema, type LogTailLines, type MinimumLogLevel } from '../../src/protocol/dashboard';
import { select } from './filterBar';

const levelNames: Readonly<Record<MinimumLogLevel, string>> = {
  DEBUG: 'All levels',
  INFO: 'Info and above',
  WARNING: 'Warnings and errors',
  ERROR: 'Errors',
};

/** The end of the log. */
export class LogView extends LitElement {
  static override properties = {
    log: { attribute: false },
    failure: {},
    level: {},
    following: { type: Boolean },
  };

  log: LogTailLines | null = null;
  failure: string | null = null;
  level: MinimumLogLevel = 'DEBUG';
  following = true;
  onLevel: (level: MinimumLogLevel) => void = () => undefined;
  onFollow: (following: boolean) => void = () => undefined;
  onOpen: () => void = () => undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const { log, level } = this;
    return html`<section class="log" aria-label="Log">
      <div class="section-head">
        <h2>Log</h2>
        ${select(
          'log-level',
          'Log level',
          level,
          logLevelSchema.options.map((id) => [id, levelNames[id]] as const),
          (value) => this.onLevel(logLevelSchema.options.find((id) => id === value) ?? 'DEBUG'),
        )}
        <label class="follow"
          ><input
            type="checkbox"
            data-testid="log-follow"
            .checked=${this.following}
            @change=${(event: Event) => this.onFollow((event.target as HTMLInputElement).checked)}
          />follow</label
        >
        <span class="spacer"></span>
        <button class="link" data-testid="log-open" @click=${() => this.onOpen()}>Open full log</button>
      </div>
      <div
        class="log-lines"
        role="log"
        aria-live="off"
        aria-label="End of the log"
        tabindex="0"
        data-testid="log-tail"
      >
        ${log?.lines.map((line) => html`<div class="log-line ${levelClass(line)}">${line}</div>`)}
        ${
          log !== null && log.lines.length === 0
            ? html`<p class="quiet">
                ${level === 'DEBUG' ? 'Nothing is logged yet.' : 'No lines of this level at the end of the log.'}
              </p>`
            : nothing
        }
      </div>
      ${log?.cut === true ? html`<p class="quiet">Only the last megabyte of the log was searched.</p>` : nothing}
      ${this.failure === null ? nothing : html`<p class="quiet">The log could not be read: ${this.failure}</p>`}
    </section>`;
  }

  protected override updated(): void {
    const lines = this.querySelector('.log-lines');
    if (this.following && lines !== null) {
      lines.scrollTop = lines.scrollHeight;
    }
  }
}

function levelClass(line: string): string {
  const level = / \[(WARNING|ERROR)\] /.exec(line)?.[1];
  return level === undefined ? '' : `log-${level.toLowerCase()}`;
}
