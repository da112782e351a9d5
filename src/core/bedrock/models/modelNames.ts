import { entryOf } from '../../util/entryOf';
import { parseModelId } from './modelId';

/** A model of Anthropic's Claude families, as far as its id tells. */
export interface ClaudeId {
  readonly family: 'sonnet' | 'haiku' | 'opus' | string;
  /** Comparable: major, minor, release date. */
  readonly version: readonly [major: number, minor: number, date: number];
}

/**
 * Reads a Claude model id of either generation: `anthropic.claude-3-5-sonnet-20241022-v2:0` (number
 * first) and `anthropic.claude-sonnet-4-5-20250929-v1:0` (family first). Undefined for other models.
 */
export function parseClaudeId(modelId: string): ClaudeId | undefined {
  // Where a line break ended what `.` takes, each occurrence would be tried and given up at the end of the text.
  const name = /(?:^|[./])anthropic\.claude-(.+)$/s.exec(modelId)?.[1];
  const family = name === undefined ? undefined : /[a-z]{3,}/.exec(name)?.[0];
  if (name === undefined || family === undefined) {
    return undefined;
  }
  const date = Number(/\d{8}/.exec(name)?.[0] ?? 0);
  const numbers = name
    .replace(/-?\d{8}.*$/s, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .match(/\d+/g);
  return { family, version: [Number(numbers?.[0] ?? 0), Number(numbers?.[1] ?? 0), date] };
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: ClaudeId['version'], b: ClaudeId['version']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * A readable name for an id nobody listed: without geography, vendor, date and version of the id; the last part of an
 * ARN that does not name a model.
 */
export function nameFromId(id: string): string {
  const { modelId } = parseModelId(id);
  if (modelId === undefined) {
    return id.slice(id.lastIndexOf('/') + 1);
  }
  const known = entryOf(NAMES, modelId);
  if (known !== undefined) {
    return known;
  }
  const claude = parseClaudeId(modelId);
  // Claude 2 and what is previewed have no number beside their family.
  if (claude !== undefined && claude.version[0] > 0) {
    const [major, minor] = claude.version;
    const version = minor > 0 ? `${major}.${minor}` : `${major}`;
    const family = capitalize(claude.family);
    return major >= 4 ? `Claude ${family} ${version}` : `Claude ${version} ${family}`;
  }
  const name = modelId
    .slice(modelId.indexOf('.') + 1)
    // The end of an id: `-v1`, `-v2:0`, `-1:0`, and a length of the context, `:0:24k`.
    .replace(/(-v1|-v?\d{1,9}:\d{1,9}(:\w{1,9})?)$/, '');
  return name === '' ? modelId : readableName(name);
}

/** Models whose ids say another version than their names, or none (the model cards of AWS's user guide). */
const NAMES: Readonly<Record<string, string>> = {
  'deepseek.r1-v1:0': 'DeepSeek R1',
  'deepseek.v3-v1:0': 'DeepSeek V3.1',
  'deepseek.v3.2': 'DeepSeek V3.2',
  'mistral.magistral-small-2509': 'Magistral Small 1.2',
};

/** How vendors write the words of their models' names, where that is not a capital and the rest. */
const WORDS: Readonly<Record<string, string>> = {
  deepseek: 'DeepSeek',
  glm: 'GLM',
  gpt: 'GPT',
  it: 'IT',
  minimax: 'MiniMax',
  oss: 'OSS',
  vl: 'VL',
};
/** Names whose version is part of the word. */
const JOINED: ReadonlySet<string> = new Set(['GPT', 'GLM']);
/** A number of parameters: `70b`, `a35b`, `8x7b`. */
const SIZE = /^a?(\d{1,5}x)?\d{1,5}b$/;

function readableName(name: string): string {
  const words = name.split('-').flatMap((word) => {
    const llama = /^(llama)(\d)$/.exec(word);
    return llama === null ? [word] : llama.slice(1);
  });
  let readable = '';
  let last = '';
  for (const [index, word] of words.entries()) {
    // `llama3-3` and `jamba-1-5` are versions with a point, which older ids cannot have.
    const isMinor = /^\d$/.test(word) && /^\d$/.test(last);
    const separator = index === 0 ? '' : isMinor ? '.' : JOINED.has(readable) ? '-' : ' ';
    readable += separator + readableWord(word);
    last = isMinor ? '' : word;
  }
  return readable;
}

function readableWord(word: string): string {
  if (SIZE.test(word)) {
    return word.toUpperCase().replace('X', 'x');
  }
  return entryOf(WORDS, word) ?? capitalize(word);
}

function capitalize(word: string): string {
  // A version of the name's end stays small, as its vendors write it.
  return /^v\d$/.test(word) ? word : word.charAt(0).toUpperCase() + word.slice(1);
}
