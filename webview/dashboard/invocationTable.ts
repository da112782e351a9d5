import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Invocation } from '../../src/protocol/invocation';
import { columns, type Column } from './columns';
import type { RowPages, RowsQuery } from './rowPages';

/** Pixels of a row, as in the style sheet: 1,000,000 rows stay below the height that browsers can lay out. */
const ROW_PX = 24;
/** Rows drawn beyond what is visible, so that a small scroll shows no blank. */
const OVERSCAN = 8;

/** A person wants the raw table in another order. */
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
export class InvocationTable extends LitElement {
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
  private resizing: ResizeObserver | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing?.disconnect();
  }

  protected override firstUpdated(): void {
    const scroller = this.scroller;
    if (scroller === null) return;
    this.resizing = new ResizeObserver(() => this.measure());
    this.resizing.observe(scroller);
    scroller.addEventListener('scroll', () => this.measure(), { passive: true });
  }

  /** Shows the newest rows. */
  scrollToTop(): void {
    if (this.scroller !== null) this.scroller.scrollTop = 0;
  }

  protected override render() {
    const total = this.pages?.total ?? 0;
    const last = Math.min(total, this.first + this.count);
    const indexes = Array.from({ length: Math.max(0, last - this.first) }, (_, place) => this.first + place);
    return html`<div
      class="table-scroller"
      role="table"
      tabindex="0"
      aria-label="Invocations"
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
          (index) => index % this.count,
          (index) => renderRow(index, this.pages?.row(index)),
        )}
      </div>
    </div>`;
  }

  protected override updated(): void {
    const total = this.pages?.total ?? 0;
    const scroller = this.scroller;
    const body = this.querySelector<HTMLElement>('.table-body');
    if (scroller === null || body === null) return;
    // Newest first, new rows come on top; who has scrolled down keeps the rows in view.
    const grown = total - this.shownTotal;
    const follows = this.sort.column === 'timestamp' && this.sort.descending;
    this.shownTotal = total;
    body.style.height = `${total * ROW_PX}px`;
    if (grown > 0 && grown < total && follows && scroller.scrollTop > 0) scroller.scrollTop += grown * ROW_PX;
    for (const row of body.querySelectorAll<HTMLElement>('.row')) {
      row.style.transform = `translateY(${Number(row.dataset['index']) * ROW_PX}px)`;
    }
    this.measure();
  }

  private renderHeader(column: Column): TemplateResult {
    const { sort } = column;
    const sorted = sort !== undefined && sort === this.sort.column;
    const order = this.sort.descending ? 'descending' : 'ascending';
    return html`<div class="cell col-${column.id}" role="columnheader" aria-sort=${sorted ? order : nothing}>
      ${
        sort === undefined
          ? column.label
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
              ${column.label}${
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

  /** Finds which rows are in view, and asks for those that are not there yet. */
  private measure(): void {
    const scroller = this.scroller;
    if (scroller === null || scroller.clientHeight === 0) return;
    const top = Math.floor(scroller.scrollTop / ROW_PX);
    this.first = Math.max(0, top - OVERSCAN);
    this.count = Math.ceil(scroller.clientHeight / ROW_PX) + 2 * OVERSCAN;
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
  >
    ${columns.map((column) => {
      const cell = row === undefined ? undefined : column.cell(row);
      return html`<div class="cell col-${column.id}" role="cell" title=${cell?.exact ?? nothing}>
        ${cell?.text ?? '…'}
      </div>`;
    })}
  </div>`;
}
