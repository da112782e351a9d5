import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { costFileName, MAX_DROP, type FromFinops } from '../../src/protocol/finopsView';
import { formatCount } from '../../src/shared/format';
import { textButton } from '../components/buttons';
import { filesIn, readBase64 } from '../components/transfer';
import { LightElement } from '../components/lightElement';

/** The types that VS Code's own Explorer gives along; only with Shift held does it let a page take it. */
const URI_LIST = 'application/vnd.code.uri-list';

/** Takes files of cost data that are dropped anywhere on the page, and says why it cannot take others. */
export class DropZone extends LightElement {
  static override properties = { over: { state: true }, refusal: { state: true } };

  post: (message: FromFinops) => void = () => undefined;
  private over = false;
  private refusal = '';
  private readonly listening = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.listening;
    document.addEventListener('dragover', (event) => this.onDrag(event), { signal });
    document.addEventListener('dragleave', () => (this.over = false), { signal });
    document.addEventListener('drop', (event) => void this.onDrop(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  protected override render() {
    return html`${
      this.over
        ? html`<div class="drop-here" data-testid="finops-drop">
            <p>${l10n.t('Drop to analyze these files')}</p>
          </div>`
        : nothing
    }
    ${
      this.refusal === ''
        ? nothing
        : html`<div class="problem-card" role="alert" data-testid="finops-drop-refused">
            <p>${this.refusal}</p>
            ${textButton({
              label: l10n.t('Open Cost Data…'),
              appearance: 'primary',
              onClick: () => this.post({ type: 'pickFiles' }),
            })}
          </div>`
    }`;
  }

  private onDrag(event: DragEvent): void {
    const types = event.dataTransfer?.types ?? [];
    if (!types.includes('Files') && !types.includes(URI_LIST)) {
      return;
    }
    event.preventDefault();
    this.over = true;
  }

  private async onDrop(event: DragEvent): Promise<void> {
    this.over = false;
    const uris = (event.dataTransfer?.getData(URI_LIST) ?? '').split(/\r?\n/).filter(Boolean);
    const files = filesIn(event.dataTransfer);
    if (uris.length + files.length === 0) {
      return;
    }
    event.preventDefault();
    this.refusal = '';
    if (uris.length > 0) {
      this.post({ type: 'dropUris', uris: uris.slice(0, 100) });
    } else {
      this.refusal = await this.read(files);
    }
  }

  /** Hands files over; resolves with why it does not, else with ''. */
  private async read(files: readonly File[]): Promise<string> {
    const other = files.find(({ name }) => !costFileName.test(name));
    if (other !== undefined) {
      return l10n.t('{0} was not opened: cost data comes as .csv, .csv.gz or .parquet.', other.name);
    }
    const size = files.reduce((sum, file) => sum + file.size, 0);
    // Base64 is a third longer.
    if (size * 1.4 > MAX_DROP || files.length > 100) {
      const most = Math.floor(MAX_DROP / 1.4 / 1024 / 1024);
      return l10n.t(
        'That is more than the {0} MB in 100 files that can be dropped here. Open it from the disk, where size is no matter.',
        formatCount(most),
      );
    }
    try {
      const read = files.map(async (file) => ({ name: file.name, data: await readBase64(file) }));
      this.post({ type: 'dropFiles', files: await Promise.all(read) });
      return '';
    } catch {
      return l10n.t('What was dropped cannot be read. Open it from the disk.');
    }
  }
}
