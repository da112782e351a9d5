/** Characters of a name of a tool or a property at most, as Bedrock takes it. */
export const MAX_NAME_LENGTH = 64;

/** A name, or with a number behind it where it is taken; never longer than a name may be. */
export function freeName(wanted: string, taken: { has(name: string): boolean }): string {
  let free = wanted.slice(0, MAX_NAME_LENGTH);
  for (let number = 2; taken.has(free); number++) {
    const suffix = `_${number}`;
    free = wanted.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix;
  }
  return free;
}
