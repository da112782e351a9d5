import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { logLevelSchema, type LogTailLines, type MinimumLogLevel } from '../../src/protocol/dashboard';
import { select } from './filterBar';
import { logLines } from './logLines';
import { LightElement } from '../components/lightElement';

const levelNames = (): Readonly<Record<MinimumLogLevel, string>> => ({
  DEBUG: l10n.t('All levels'),
  INFO: l10n.t('Info and above'),
  WARNING: l10n.t('Warnings and errors'),
  ERROR: l10n.t('Errors'),
});

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
    const names = levelNames();
    return html`<section class="log" aria-label=${l10n.t('Log')}>
      <div class="section-head">
        <h2>${l10n.t('Log')}</h2>
        ${select(
          'log-level',
          l10n.t('Log level'),
          level,
          logLevelSchema.options.map((id) => [id, names[id]] as const),
          (value) => this.onLevel(logLevelSchema.options.find((id) => id === value) ?? 'DEBUG'),
        )}
        <label class="follow"
          ><input
            type="checkbox"
            data-testid="log-follow"
            .checked=${this.following}
            @change=${(event: Event) => this.onFollow((event.target as HTMLInputElement).checked)}
          />${l10n.t('follow')}</label
        >
        <span class="spacer"></span>
        <button class="link" data-testid="log-open" @click=${() => this.onOpen()}>
          ${l10n.t('Open full log')}
        </button>
      </div>
      ${logLines(
        { label: l10n.t('End of the log'), testId: 'log-tail' },
        log?.lines ?? [],
        log !== null && log.lines.length === 0
          ? html`<p class="quiet">
              ${level === 'DEBUG' ? l10n.t('Nothing is logged yet.') : l10n.t('No lines of this level at the end of the log.')}
            </p>`
          : nothing,
      )}
      ${log?.cut === true ? html`<p class="quiet">${l10n.t('Only the last megabyte of the log was searched.')}</p>` : nothing}
      ${this.failure === null ? nothing : html`<p class="quiet">${l10n.t('The log could not be read: {0}', this.failure)}</p>`}
    </section>`;
  }

  protected override updated(): void {
    const lines = this.querySelector('.log-lines');
    if (this.following && lines !== null) {
      lines.scrollTop = lines.scrollHeight;
    }
  }
}
