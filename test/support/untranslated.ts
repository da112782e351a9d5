/**
 * The texts of a page that hold a run of three ASCII letters or more once what is `known` is taken out of them: data
 * that the page was given, and names. With pseudo translations every text of our own has other letters. Runs in the
 * page, so it holds all that it needs: texts, their attributes, the page's title, what {@link recordDrawnTexts} saw.
 * Looks into open shadow roots; not into code, scripts and style sheets, nor, in parts of a page, into what is hidden.
 */
export function untranslatedTexts({ known, within }: LookedAt): string[] {
  const { document } = globalThis as unknown as PageGlobals;
  const texts: [where: string, text: string][] = within === undefined ? [['the title', document.title]] : [];
  for (const text of globalThis.drawnTexts ?? []) {
    texts.push(['a canvas', text]);
  }
  const attributes = ['title', 'placeholder', 'alt', 'aria-label', 'aria-description', 'aria-valuetext'];
  // VS Code keeps what it asked before in its quick input, hidden.
  const showsAll = within === undefined;
  const roots: Root[] = within === undefined ? [document] : [...document.querySelectorAll(within)];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) {
        roots.push(element.shadowRoot);
      }
      if (!showsAll && !element.checkVisibility()) {
        continue;
      }
      const unheard = element.closest('[aria-hidden=true]') !== null;
      for (const name of attributes) {
        if (unheard && name.startsWith('aria-')) {
          continue;
        }
        texts.push([`${element.localName}, ${name}`, element.getAttribute(name) ?? '']);
      }
    }
    // 4 is NodeFilter.SHOW_TEXT.
    const nodes = document.createTreeWalker(root, 4);
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
      const { parentElement, nodeValue } = node;
      if (!showsAll && parentElement?.checkVisibility() === false) {
        continue;
      }
      if ((parentElement?.closest('script, style, code') ?? null) === null) {
        texts.push([parentElement?.localName ?? 'a shadow root', nodeValue ?? '']);
      }
    }
  }
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  const found = new Set<string>();
  for (const [where, text] of texts) {
    const words = text.trim();
    // A label that was cut is known by its beginning.
    if (words.endsWith('…') && known.some((one) => one.startsWith(words.slice(0, -1)))) {
      continue;
    }
    // Addresses, and ids as ULIDs are.
    let rest = words.replaceAll(/https?:\/\/\S+|\b[0-9A-Z]{26}\b/g, '·');
    for (const one of longestFirst) {
      rest = rest.replaceAll(one, '·');
    }
    if (/[A-Za-z]{3}/.test(rest)) {
      found.add(`${where}: ${words}`);
    }
  }
  return [...found];
}

/** Texts that need no translation, and the parts of a page to look at, by a selector; all of it without one. */
interface LookedAt {
  readonly known: readonly string[];
  readonly within?: string;
}

/** Keeps what is written on canvases from now on, for {@link untranslatedTexts}. Runs in the page. */
export function recordDrawnTexts(): void {
  const drawn = (globalThis.drawnTexts = new Set<string>());
  const { prototype } = (globalThis as unknown as PageGlobals).CanvasRenderingContext2D;
  prototype.fillText = new Proxy(prototype.fillText, {
    apply(fillText, context, args: [string, ...number[]]) {
      drawn.add(args[0]);
      Reflect.apply(fillText, context, args);
    },
  });
}

/** The part of the DOM that is asked here: tests of VS Code are compiled without it. */
interface PageGlobals {
  readonly document: Root & {
    readonly title: string;
    createTreeWalker(root: Root, whatToShow: number): { nextNode(): PageText | null };
  };
  readonly CanvasRenderingContext2D: {
    readonly prototype: { fillText: (text: string, ...rest: number[]) => void };
  };
}

interface Root {
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface PageElement extends Root {
  readonly localName: string;
  readonly shadowRoot: Root | null;
  checkVisibility(): boolean;
  closest(selector: string): PageElement | null;
  getAttribute(name: string): string | null;
}

interface PageText {
  readonly parentElement: PageElement | null;
  readonly nodeValue: string | null;
}

declare global {
  var drawnTexts: Set<string> | undefined;
}

/** Members of a message whose values are a protocol's words and never shown as they are. */
const words = new Set([
  'type',
  'state',
  'role',
  'kind',
  'outcome',
  'surface',
  'phase',
  'code',
  'signedIn',
  'id',
]);

/** The strings of a message to a page: what is shown of them needs no translation by the page. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.length < 3 ? [] : [value, ...value.split('\n')];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const members: [string, unknown][] = Object.entries(value);
  return members.flatMap(([name, member]) =>
    typeof member === 'string' && words.has(name) ? [] : stringsIn(member),
  );
}
