import { BedrockError } from '../../bedrock/errors';

/** More pages than any list that batch jobs need; S3's have a thousand entries each. */
const MAX_PAGES = 100;

/**
 * The pages of a list of AWS. `ask` gets the page of a token, at first of none; `tokenOf` says that of the next page.
 * @throws BedrockError after 100 pages, or when a page is named again; whatever `ask` throws
 */
export async function* pages<Page>(
  ask: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  const known = new Set<string>();
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = tokenOf(page);
    if (token === undefined || token === '') {
      return;
    }
    if (known.has(token)) {
      throw endless('it comes back to a page that was read');
    }
    known.add(token);
  } while (known.size < MAX_PAGES);
  throw endless(`it has more than ${MAX_PAGES} pages`);
}

function endless(why: string): BedrockError {
  const message = `A list of AWS does not end: ${why}. Resume the run to read it again.`;
  return new BedrockError('unknown', { code: 'EndlessList', message });
}
