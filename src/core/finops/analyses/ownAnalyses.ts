import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { confinedPath, writeConfined } from '../../files/confinedFile';
import { readBounded } from '../../files/boundedFile';
import { errorMessage } from '../../util/errorMessage';
import type { Analysis } from './analysis';

/** Where a workspace keeps its own analyses: a file of SQL each, for a repository to share. */
export const OWN_FOLDER = '.bedrock-chat/analyses';
/** Ids of own analyses begin so, and those that come with the extension do not. */
export const OWN_PREFIX = 'own:';

const MAX_FILES = 200;
const MAX_BYTES = 64 * 1024;
const MAX_TITLE = 100;
const charts = ['bar', 'pie', 'time', 'table'] as const satisfies readonly Analysis['chart'][];

/** A query that a user keeps, with the words of its list. */
export interface OwnQuery {
  readonly title: string;
  readonly description?: string | undefined;
  readonly chart: Analysis['chart'];
  readonly sql: string;
}

/**
 * The analyses of a workspace's folder, by their titles. The files are a stranger's: no link is followed, sizes and
 * number are bounded, and what they ask is judged like any other query when it is run. Never rejects.
 */
export async function readOwnAnalyses(workspace: string): Promise<Analysis[]> {
  const folder = join(workspace, OWN_FOLDER);
  let names: string[];
  try {
    names = (await readdir(await confinedPath(workspace, folder))).filter((name) => /\.sql$/i.test(name));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? [] : [damaged(OWN_FOLDER, errorMessage(error))];
  }
  const read = names.sort().slice(0, MAX_FILES);
  const all = await Promise.all(read.map((name) => readOne(workspace, join(folder, name))));
  const more = names.length - read.length;
  const left = more === 0 ? [] : [damaged(OWN_FOLDER, l10n.t('more than {0} files are there', MAX_FILES))];
  return [...all.toSorted((a, b) => a.title().localeCompare(b.title())), ...left];
}

/**
 * Keeps a query in the workspace under a name made of its title; one of that name takes its place only where it may.
 * @returns the path. @throws PathRefusedError; the file system's error
 */
export async function writeOwnAnalysis(workspace: string, query: OwnQuery): Promise<string> {
  const folder = join(workspace, OWN_FOLDER);
  // One folder after the other: the upper one may be a link.
  for (const path of [join(workspace, '.bedrock-chat'), folder]) {
    await mkdir(await confinedPath(workspace, path), { recursive: true });
  }
  const path = ownPath(workspace, query.title);
  await writeConfined(workspace, path, ownText(query));
  return path;
}

/** Where a query of a title is kept. */
export function ownPath(workspace: string, title: string): string {
  const name = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return join(workspace, OWN_FOLDER, `${name === '' ? 'analysis' : name}.sql`);
}

/** A query as its file has it: comments first, then the statement. */
export function ownText({ title, description = '', chart, sql }: OwnQuery): string {
  const line = (text: string) => text.replace(/\s+/g, ' ').trim();
  const about = description === '' ? '' : `-- description: ${line(description)}\n`;
  return `-- title: ${line(title)}\n${about}-- chart: ${chart}\n${sql.trim()}\n`;
}

/** Reads what {@link ownText} wrote, or a user by hand. @throws Error saying what is wrong, as part of a sentence */
export function parseOwn(name: string, text: string): OwnQuery {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const head = new Map<string, string>();
  let at = 0;
  for (; at < lines.length; at += 1) {
    const found = /^--\s*(title|description|chart)\s*:\s*(.*)$/i.exec(lines[at] ?? '');
    if (found === null) {
      break;
    }
    head.set((found[1] ?? '').toLowerCase(), (found[2] ?? '').trim());
  }
  const sql = lines.slice(at).join('\n').trim();
  if (sql === '') {
    throw new Error(l10n.t('it has no query'));
  }
  const wanted = head.get('chart') ?? 'table';
  const chart = charts.find((one) => one === wanted.toLowerCase());
  if (chart === undefined) {
    throw new Error(l10n.t('its chart is “{0}”, and can be {1}', wanted.slice(0, 50), charts.join(', ')));
  }
  const title = (head.get('title') ?? name.replace(/\.sql$/i, '')).slice(0, MAX_TITLE);
  return { title: title === '' ? name : title, description: head.get('description'), chart, sql };
}

async function readOne(workspace: string, path: string): Promise<Analysis> {
  const name = basename(path);
  try {
    const text = await readBounded(workspace, path, MAX_BYTES);
    if (text === undefined) {
      throw new Error(l10n.t('it has more than {0} bytes', MAX_BYTES));
    }
    return asOwn(name, parseOwn(name, text));
  } catch (error) {
    return damaged(name, errorMessage(error));
  }
}

function asOwn(name: string, { title, description, chart, sql }: OwnQuery): Analysis {
  return {
    id: `${OWN_PREFIX}${name}`,
    title: () => title,
    description: () => description ?? l10n.t('A query of this workspace: {0}', `${OWN_FOLDER}/${name}`),
    needs: [],
    // Whoever wrote it saw all charges of the scope.
    ofCredits: true,
    chart,
    sql: () => sql,
  };
}

function damaged(name: string, why: string): Analysis {
  const reason = l10n.t(
    'The analysis {0} of this workspace cannot be read: {1}.',
    name,
    why.replace(/\.$/, ''),
  );
  const query = { title: name, chart: 'table', sql: '' } as const;
  return { ...asOwn(name, query), damaged: reason };
}
