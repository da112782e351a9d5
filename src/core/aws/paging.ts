import * as l10n from '@vscode/l10n';
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
      throw endless(
        l10n.t(
          'The listing that the endpoint answered with has more than {0} entries, and was not read on.',
          maxEntries,
        ),
      );
    }
    yield page;
    token = page.nextToken;
    if (token === undefined || token === '') {
      return;
    }
    if (seen.has(token)) {
      throw endless(
        l10n.t('The listing that the endpoint answered with repeats a page, and was not read on.'),
      );
    }
    seen.add(token);
    if (seen.size >= maxPages) {
      throw endless(
        l10n.t(
          'The listing that the endpoint answered with has more than {0} pages, and was not read on.',
          maxPages,
        ),
      );
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
  const fix = l10n.t('Check the endpoint of the settings, and any proxy or gateway before it.');
  return new BedrockError('unknown', { code: 'EndlessListing', message: `${what} ${fix}` });
}
