import { BedrockError } from './errors';

/** More than any account has; whoever answers with more is no service that could be listed. */
const MAX_PAGES = 100;
const MAX_ENTRIES = 20_000;

/** How much of a listing is taken. */
export interface ListingBounds {
  readonly maxPages?: number;
  readonly maxEntries?: number;
}

/** One page: its entries, and the token by which the next is asked for. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * The pages of a listing, one after the other; `ask` gets the page of a token, at first of none.
 * @throws BedrockError where the listing does not end; what `ask` throws
 */
export async function* pages<P extends Page<unknown>>(
  ask: (nextToken: string | undefined) => Promise<P>,
  { maxPages = MAX_PAGES, maxEntries = MAX_ENTRIES }: ListingBounds = {},
): AsyncGenerator<P> {
  const seen = new Set<string>();
  let entries = 0;
  let token: string | undefined;
  for (;;) {
    const page = await ask(token);
    entries += page.entries.length;
    if (entries > maxEntries) {
      throw endless(`has more than ${String(maxEntries)} entries`);
    }
    yield page;
    token = page.nextToken;
    if (token === undefined || token === '') {
      return;
    }
    if (seen.has(token)) {
      throw endless('repeats a page');
    }
    seen.add(token);
    if (seen.size >= maxPages) {
      throw endless(`has more than ${String(maxPages)} pages`);
    }
  }
}

/** Gathers the entries of all pages. @throws as {@link pages} does */
export async function allPages<T>(
  ask: (nextToken: string | undefined) => Promise<Page<T>>,
  bounds?: ListingBounds,
): Promise<T[]> {
  const found: T[] = [];
  for await (const { entries } of pages(ask, bounds)) {
    // Pushing all at once would overflow the stack.
    for (const entry of entries) {
      found.push(entry);
    }
  }
  return found;
}

function endless(what: string): BedrockError {
  const message = `The listing that the endpoint answered with ${what}, and was not read on. Check the endpoint of the settings, and any proxy or gateway before it.`;
  return new BedrockError('unknown', { code: 'EndlessListing', message });
}
