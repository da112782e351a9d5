import { html, nothing, type PropertyValues } from 'lit';
import { LightElement } from './lightElement';

/** How far a menu stays from the sides of the page. */
const edgePx = 8;

/** One line of a menu. */
export interface MenuItem {
  label: string;
  testId?: string;
  /** Makes it a choice among several that can be on together; the menu then stays open. */
  checked?: boolean;
  onSelect: () => void;
}

/**
 * A button, an icon or a text, that opens a menu: arrow keys, Home, End and Escape work as in VS Code's own
 * menus, and the focus returns to the button.
 */
export class MenuButton extends LightElement {
  static override properties = {
    icon: {},
    text: {},
    label: {},
    testId: {},
    align: {},
    items: { attribute: false },
    open: { state: true },
  };

  /** A codicon's name. */
  icon = 'ellipsis';
  /** Shown in place of the icon where there is one. */
  text = '';
  label = '';
  testId = '';
  /** Where the menu opens, so that it stays inside a narrow view. */
  align: 'below-end' | 'below-start' | 'above-start' = 'below-end';
  items: readonly MenuItem[] = [];
  open = false;

  protected override firstUpdated(): void {
    this.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) {
        this.open = false;
      }
    });
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  protected override render() {
    return html`${this.text === '' ? this.renderIcon() : this.renderText()}${this.open ? this.renderMenu() : nothing}`;
  }

  private renderIcon() {
    return html`<vscode-button
      appearance="icon"
      class="icon-button menu-trigger"
      data-testid=${this.testId || nothing}
      aria-label=${this.label}
      title=${this.label}
      .ariaHaspopup=${'menu'}
      .ariaExpanded=${String(this.open)}
      @click=${() => (this.open = !this.open)}
      ><span class="codicon codicon-${this.icon}" aria-hidden="true"></span
    ></vscode-button>`;
  }

  private renderText() {
    return html`<button
      class="menu-text menu-trigger"
      data-testid=${this.testId || nothing}
      aria-label="${this.label}: ${this.text}"
      title="${this.label}: ${this.text}"
      aria-haspopup="menu"
      aria-expanded=${String(this.open)}
      @click=${() => (this.open = !this.open)}
    >
      <span class="menu-text-label">${this.text}</span
      ><span class="codicon codicon-chevron-down" aria-hidden="true"></span>
    </button>`;
  }

  private renderMenu() {
    return html`<div class="menu ${this.align}" role="menu" aria-label=${this.label}>
      ${this.items.map(
        (item) =>
          html`<button
            class="menu-item"
            role=${item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
            aria-checked=${item.checked === undefined ? nothing : String(item.checked)}
            tabindex="-1"
            data-testid=${item.testId ?? nothing}
            @click=${() => this.select(item)}
          >
            ${
              item.checked === undefined
                ? nothing
                : html`<span
                    class="codicon codicon-check menu-check ${item.checked ? '' : 'unchecked'}"
                    aria-hidden="true"
                  ></span>`
            }${item.label}
          </button>`,
      )}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) {
      this.keepInside();
      this.entries()[0]?.focus();
    }
  }

  /** Moves a menu that would be cut off at a side of the page. */
  private keepInside(): void {
    const menu = this.querySelector<HTMLElement>('.menu');
    if (menu === null) {
      return;
    }
    const { left, right } = menu.getBoundingClientRect();
    const most = document.documentElement.clientWidth - edgePx;
    const moved = Math.max(edgePx - left, Math.min(0, most - right));
    menu.style.translate = moved === 0 ? '' : `${moved}px`;
  }

  private select(item: MenuItem): void {
    if (item.checked === undefined) {
      this.close();
    }
    item.onSelect();
  }

  private close(): void {
    this.querySelector<HTMLElement>('.menu-trigger')?.focus();
    this.open = false;
  }

  private entries(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  private onKey(event: KeyboardEvent): void {
    if (!this.open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        this.open = true;
      } else {
        return;
      }
    } else if (event.key === 'Escape') {
      this.close();
    } else {
      const entries = this.entries();
      const target = nextEntry(
        event.key,
        entries.indexOf(document.activeElement as HTMLElement),
        entries.length,
      );
      if (target === undefined) {
        return;
      }
      entries[target]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function nextEntry(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (current + 1) % count;
    case 'ArrowUp':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
