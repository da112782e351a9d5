/** The JSON of an answer, which models put into a block of code now and then. */
export function answerJson(text: string): string {
  const [, inner] =
    /^\s*(?:```+|~~~+)[ \t]*(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n[ \t]*(?:```+|~~~+)\s*$/i.exec(text) ?? [];
  return (inner ?? text).trim();
}
