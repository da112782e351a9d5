import type { Span } from './span';

/** Where an address's user and password may begin, slashes escaped for JSON or not. */
const afterScheme = /[a-z0-9+.-]:\\{0,7}\/\\{0,7}\/|%3A%2F%2F/gi;
const word = /[^\s"'`<>|,\\]+/y;
const encodedUser = /(?:(?!%40|%2F)[\w.~%+*-]){1,300}%40/iy;

/**
 * Where a text has a user and a password inside an address, as those of proxies do. A password may have `@`, `/`, `#`
 * and `?` in it, so it ends at the last `@` of the word.
 */
export function* findInUrls(text: string): Iterable<Span> {
  afterScheme.lastIndex = 0;
  for (let match = afterScheme.exec(text); match !== null; match = afterScheme.exec(text)) {
    const from = afterScheme.lastIndex;
    if (match[0].startsWith('%')) {
      encodedUser.lastIndex = from;
      if (encodedUser.test(text)) {
        yield { from, to: encodedUser.lastIndex - '%40'.length };
      }
      continue;
    }
    word.lastIndex = from;
    if (!word.test(text)) {
      continue;
    }
    const to = from + userEnd(text.slice(from, word.lastIndex));
    if (to > from) {
      yield { from, to };
    }
    // Within this word nothing more is to be found, so that each is read once.
    afterScheme.lastIndex = word.lastIndex;
  }
}

/** How much of an address after `://` is its user and password; 0 where there is none. */
function userEnd(address: string): number {
  const end = address.lastIndexOf('@');
  const firstOf = (pattern: RegExp) => {
    const at = address.search(pattern);
    return at < 0 ? address.length : at;
  };
  const path = firstOf(/[/?#]/);
  const colon = firstOf(/:/);
  if (end <= 0 || !/^[\w.[-]/.test(address.slice(end + 1, end + 2))) {
    return 0;
  }
  if (end < path) {
    return end;
  }
  if (colon > path) {
    // No password, and an `@` in the path, as in the names of packages; or before it, a user alone.
    return Math.max(0, address.lastIndexOf('@', path));
  }
  // A port, and an `@` in the path; unless a host and its port stand after it.
  const port = /^\d{1,5}$/.test(address.slice(colon + 1, path));
  return port && !/^[\w.-]+:\d/.test(address.slice(end + 1)) ? 0 : end;
}
