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
 * Gathers the pages of a listing, one after the other.
 * @throws BedrockError where the listing does not end; what `ask` throws
 */
export async function allPages<T>(
  ask: (nextToken: string | undefined) => Promise<Page<T>>,
  { maxPages = MAX_PAGES, maxEntries = MAX_ENTRIES }: ListingBounds = {},
): Promise<T[]> {
  const found: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const { entries, nextToken } = await ask(token);
    if (found.length + entries.length > maxEntries) {
      throw endless(`has more than ${String(maxEntries)} entries`);
    }
    // Pushing all at once would overflow the stack.
    for (const entry of entries) {
      found.push(entry);
    }
    if (nextToken === undefined || nextToken === '') {
      return found;
    }
    if (seen.has(nextToken)) {
      throw endless('repeats a page');
    }
    seen.add(nextToken);
    if (seen.size >= maxPages) {
      throw endless(`has more than ${String(maxPages)} pages`);
    }
    token = nextToken;
  }
}

function endless(what: string): BedrockError {
  const message = `The listing that the endpoint answered with ${what}, and was not read on. Check the endpoint of the settings, and any proxy or gateway before it.`;
  return new BedrockError('unknown', { code: 'EndlessListing', message });
}
