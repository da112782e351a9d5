import { html, nothing } from 'lit';
import { logLevelSchema, type LogTailLines, type MinimumLogLevel } from '../../src/protocol/dashboard';
import { select } from './filterBar';
import { logLines } from './logLines';
import { LightElement } from '../components/lightElement';

const levelNames: Readonly<Record<MinimumLogLevel, string>> = {
  DEBUG: 'All levels',
  INFO: 'Info and above',
  WARNING: 'Warnings and errors',
  ERROR: 'Errors',
};

/** The end of the log. */
export class LogView extends LightElement {
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
      ${logLines(
        { label: 'End of the log', testId: 'log-tail' },
        log?.lines ?? [],
        log !== null && log.lines.length === 0
          ? html`<p class="quiet">
              ${level === 'DEBUG' ? 'Nothing is logged yet.' : 'No lines of this level at the end of the log.'}
            </p>`
          : nothing,
      )}
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
