import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Invocation } from '../../src/protocol/invocation';
import { columns, type Column } from './columns';
import type { RowPages, RowsQuery } from './rowPages';
import { LightElement } from '../components/lightElement';

/** Pixels of a row, as in the style sheet: 1,000,000 rows stay below the height that browsers can lay out. */
const ROW_PX = 24;
/** Rows drawn beyond what is visible, so that a small scroll shows no blank. */
const OVERSCAN = 8;

/** A user wants the raw table in another order. */
export class SortEvent extends Event {
  static readonly type = 'table-sort';
  constructor(readonly sort: RowsQuery['sort']) {
    super(SortEvent.type, { bubbles: true });
  }
}

/**
 * The raw table: only the rows in view are drawn, however many there are. Rows have one height, so the
 * place of each is a multiplication and needs no library's measuring.
 */
export class InvocationTable extends LightElement {
  static override properties = {
    pages: { attribute: false },
    sort: { attribute: false },
    /** Changes whenever the pages did. */
    revision: { type: Number },
    first: { state: true },
    count: { state: true },
  };

  pages: RowPages | null = null;
  sort: RowsQuery['sort'] = { column: 'timestamp', descending: true };
  revision = 0;
  first = 0;
  count = 0;
  private shownTotal = 0;
  /** The scroller's range when it last told: to ask for it after a change would be to lay out at once. */
  private scrollTopPx = 0;
  private heightPx = 0;
  /** A row that is drawn with the first of the elements. */
  private base = 0;
  private resizing: ResizeObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing?.disconnect();
  }

  protected override firstUpdated(): void {
    const scroller = this.scroller;
    if (scroller === null) {
      return;
    }
    this.resizing = new ResizeObserver(([entry]) => {
      this.heightPx = entry?.contentRect.height ?? 0;
      this.lookAtView();
    });
    this.resizing.observe(scroller);
    const onScroll = () => {
      this.scrollTopPx = scroller.scrollTop;
      this.lookAtView();
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
  }

  /** Shows the newest rows. */
  scrollToTop(): void {
    if (this.scroller !== null) {
      this.scroller.scrollTop = 0;
    }
  }

  protected override render() {
    const total = this.pages?.total ?? 0;
    const last = Math.min(total, this.first + this.count);
    const indexes = Array.from({ length: Math.max(0, last - this.first) }, (_, place) => this.first + place);
    return html`<div
      class="table-scroller"
      role="table"
      tabindex="0"
      aria-label=${l10n.t('Invocations')}
      aria-rowcount=${total + 1}
      aria-colcount=${columns.length}
      data-testid="invocations"
    >
      <div class="table-head" role="rowgroup">
        <div class="row" role="row" aria-rowindex="1">
          ${columns.map((column) => this.renderHeader(column))}
        </div>
      </div>
      <div class="table-body" role="rowgroup">
        ${repeat(
          indexes,
          // A row's element is used again for the row that takes its place.
          (index) => this.placeOf(index),
          (index) => renderRow(index, this.pages?.row(index)),
        )}
      </div>
    </div>`;
  }

  protected override updated(): void {
    const total = this.pages?.total ?? 0;
    const scroller = this.scroller;
    const body = this.querySelector<HTMLElement>('.table-body');
    if (scroller === null || body === null || total === this.shownTotal) {
      return;
    }
    // Newest first, new rows come on top; who has scrolled down keeps the rows in view.
    const grown = total - this.shownTotal;
    const follows = this.sort.column === 'timestamp' && this.sort.descending;
    this.shownTotal = total;
    body.style.height = `${total * ROW_PX}px`;
    if (grown > 0 && grown < total && follows && this.scrollTopPx > 0) {
      this.scrollTopPx += grown * ROW_PX;
      scroller.scrollTop = this.scrollTopPx;
    }
    this.lookAtView();
  }

  private renderHeader(column: Column): TemplateResult {
    const { sort } = column;
    const sorted = sort !== undefined && sort === this.sort.column;
    const order = this.sort.descending ? 'descending' : 'ascending';
    return html`<div class="cell col-${column.id}" role="columnheader" aria-sort=${sorted ? order : nothing}>
      ${
        sort === undefined
          ? column.label()
          : html`<button
              class="sort"
              data-testid="sort-${column.id}"
              @click=${() => {
                this.dispatchEvent(
                  new SortEvent({ column: sort, descending: sorted ? !this.sort.descending : true }),
                );
                this.scrollToTop();
              }}
            >
              ${column.label()}${
                sorted
                  ? html`<span
                      class="codicon codicon-arrow-small-${this.sort.descending ? 'down' : 'up'}"
                      aria-hidden="true"
                    ></span>`
                  : nothing
              }
            </button>`
      }
    </div>`;
  }

  private get scroller(): HTMLElement | null {
    return this.querySelector('.table-scroller');
  }

  /** Which of the elements draws a row. */
  private placeOf(index: number): number {
    const place = (index - this.base) % this.count;
    return place < 0 ? place + this.count : place;
  }

  /** Finds which rows are in view, and asks for those that are not there yet. */
  private lookAtView(): void {
    if (this.heightPx === 0) {
      return;
    }
    const first = Math.max(0, Math.floor(this.scrollTopPx / ROW_PX) - OVERSCAN);
    this.count = Math.ceil(this.heightPx / ROW_PX) + 2 * OVERSCAN;
    // After a leap no row stays in view: the elements keep their order instead of being moved about.
    if (Math.abs(first - this.first) >= this.count) {
      this.base = first - this.placeOf(this.first);
    }
    this.first = first;
    this.pages?.look(this.first, this.first + this.count);
  }
}

function renderRow(index: number, row: Invocation | undefined): TemplateResult {
  return html`<div
    class="row ${index % 2 === 1 ? 'odd' : ''}"
    role="row"
    aria-rowindex=${index + 2}
    data-index=${index}
    data-testid=${row === undefined ? nothing : 'invocation-row'}
    data-id=${row?.id ?? nothing}
    .style=${`transform: translateY(${String(index * ROW_PX)}px)`}
  >
    ${columns.map((column) => {
      const cell = row === undefined ? undefined : column.cell(row);
      return html`<div class="cell col-${column.id}" role="cell" title=${cell?.exact ?? nothing}>
        ${cell?.text ?? '…'}
      </div>`;
    })}
  </div>`;
}
