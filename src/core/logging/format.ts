import type { LogEntry } from './entry';

/**
 * An entry as a line, without the line break: `2026-11-20 14:03:22,123 [INFO] bedrock: message key=value`,
 * the time local and with a comma, as Python's logging writes it.
 */
export function formatEntry(entry: LogEntry): string {
  const fields = Object.entries(entry.fields).map(([key, value]) => ` ${key}=${formatValue(value)}`);
  return `${formatTime(entry.time)} [${entry.level}] ${entry.name}: ${entry.message}${fields.join('')}`;
}

/**
 * Makes a text safe for a line: control characters, the separators that some programs break lines at,
 * and the marks that reorder text on a screen become visible escapes.
 */
export function escapeControls(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this looks for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => shortEscapes.get(character) ?? unicodeEscape(character),
  );
}

const shortEscapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function formatValue(value: string | number | boolean | null): string {
  if (typeof value !== 'string') {
    return String(value);
  }
  // Quoted where a reader could not tell where the value ends.
  return /^[^\s"=]+$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`;
}

function formatTime(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${clock},${String(date.getMilliseconds()).padStart(3, '0')}`;
}
