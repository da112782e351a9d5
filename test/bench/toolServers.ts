import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ToolSpec } from '../../src/core/bedrock/tools/toolSpec';

/** Public MCP servers of the npm registry that list their tools without an account, and what they are started with. */
const servers: readonly (readonly [name: string, ...args: string[]])[] = [
  ['@angular/cli', 'mcp'],
  ['@brave/brave-search-mcp-server', '--transport', 'stdio'],
  ['@browsermcp/mcp'],
  ['@circleci/mcp-server-circleci'],
  ['@elastic/mcp-server-elasticsearch'],
  ['@executeautomation/playwright-mcp-server'],
  ['@hubspot/mcp-server'],
  ['@mapbox/mcp-server'],
  ['@modelcontextprotocol/server-everything'],
  ['@modelcontextprotocol/server-filesystem', '.'],
  ['@modelcontextprotocol/server-github'],
  ['@modelcontextprotocol/server-memory'],
  ['@modelcontextprotocol/server-sequential-thinking'],
  ['@neondatabase/mcp-server-neon', 'start', 'placeholder'],
  ['@notionhq/notion-mcp-server'],
  ['@playwright/mcp'],
  ['@postman/postman-mcp-server', '--full'],
  ['@sanity/mcp-server'],
  ['@sentry/mcp-server', '--access-token=placeholder'],
  ['@upstash/context7-mcp'],
  ['@wonderwhy-er/desktop-commander'],
  ['airtable-mcp-server'],
  ['chrome-devtools-mcp'],
  ['duckduckgo-mcp-server'],
  ['exa-mcp-server'],
  ['figma-developer-mcp', '--stdio', '--figma-api-key=placeholder'],
  ['firecrawl-mcp'],
  ['linear-mcp-server'],
  ['mongodb-mcp-server'],
  ['n8n-mcp'],
  ['tavily-mcp'],
];

/** Keys that servers want to be there before they say what they can do; nobody is asked with them. */
const placeholders = Object.fromEntries(
  [
    'BRAVE_API_KEY',
    'CIRCLECI_TOKEN',
    'PRIVATE_APP_ACCESS_TOKEN',
    'GITHUB_PERSONAL_ACCESS_TOKEN',
    'NOTION_TOKEN',
    'POSTMAN_API_KEY',
    'SANITY_API_TOKEN',
    'SANITY_PROJECT_ID',
    'SENTRY_ACCESS_TOKEN',
    'AIRTABLE_API_KEY',
    'EXA_API_KEY',
    'FIGMA_API_KEY',
    'FIRECRAWL_API_KEY',
    'LINEAR_API_KEY',
    'TAVILY_API_KEY',
    'ES_API_KEY',
    'NEON_API_KEY',
    'OPENAPI_MCP_HEADERS',
  ].map((name) => [name, name === 'OPENAPI_MCP_HEADERS' ? '{}' : 'placeholder']),
);
const environment = {
  ...placeholders,
  MAPBOX_ACCESS_TOKEN: 'pk.eyJ1IjoicGxhY2Vob2xkZXIifQ.placeholder',
  ES_URL: 'http://127.0.0.1:9',
  SANITY_DATASET: 'production',
  MCP_USER_ROLE: 'developer',
  N8N_API_URL: 'http://127.0.0.1:9',
  N8N_API_KEY: 'placeholder',
  MCP_MODE: 'stdio',
  MDB_MCP_TELEMETRY: 'disabled',
  N8N_MCP_TELEMETRY_DISABLED: 'true',
  DISABLE_CONSOLE_OUTPUT: 'true',
};

const INSTALL_MS = 240_000;
const LIST_MS = 45_000;
const AT_ONCE = 2;

/** The tools of one server, or why there are none. */
export interface ServedTools {
  readonly server: string;
  readonly tools: readonly ToolSpec[];
  readonly problem?: string;
}

/** Installs the servers below a folder, without their scripts, and asks each for its tools over its standard input. */
export async function servedTools(directory: string): Promise<readonly ServedTools[]> {
  const served: ServedTools[] = [];
  const open = [...servers];
  const work = async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const [server, ...args] = next;
      try {
        served.push({ server, tools: await toolsOf(directory, server, args) });
      } catch (error) {
        served.push({ server, tools: [], problem: String(error).split('\n')[0] ?? '' });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return served.toSorted((a, b) => a.server.localeCompare(b.server));
}

async function toolsOf(directory: string, server: string, args: readonly string[]): Promise<ToolSpec[]> {
  const folder = join(directory, server.replaceAll(/[@/]/g, '_'));
  mkdirSync(join(folder, 'home'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const install = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--omit=dev',
    server,
  ];
  await installed(install, folder);
  const module = join(folder, 'node_modules', server);
  const { bin } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : Object.values(bin)[0];
  if (script === undefined) {
    throw new Error('It has no program');
  }
  return listed(join(module, script), args, folder);
}

/** Runs npm, and once more where it failed: registries and busy machines have their moments. */
async function installed(args: readonly string[], cwd: string): Promise<void> {
  const run = () => promisify(execFile)('npm', args, { cwd, timeout: INSTALL_MS });
  await run()
    .catch(run)
    .catch((error: unknown) => {
      const { killed = false, stderr = '' } = error as { killed?: boolean; stderr?: string };
      const said = /^npm error (?!code)(.*)$/m.exec(stderr)?.[1] ?? String(error);
      throw new Error(killed ? `npm took longer than ${INSTALL_MS / 1000} s` : `npm: ${said}`);
    });
}

/** What a server says to `tools/list`, page by page. */
async function listed(script: string, args: readonly string[], folder: string): Promise<ToolSpec[]> {
  const home = join(folder, 'home');
  const child = spawn(process.execPath, [script, ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const stopped = new AbortController();
  const answers = new Map<number, (result: unknown) => void>();
  child.stdin.on('error', () => undefined);
  createInterface(child.stdout).on('line', (line) => {
    try {
      const { id, result } = JSON.parse(line) as { id?: number; result?: unknown };
      answers.get(id ?? -1)?.(result);
    } catch {
      // Servers that log to their output.
    }
  });
  const say = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let id = 0;
  const ask = (method: string, params: object) =>
    new Promise<unknown>((resolve) => {
      id++;
      answers.set(id, resolve);
      say({ id, method, params });
    });
  const gone = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`It ended with ${code}`)));
  });
  const late = sleep(LIST_MS, undefined, { signal: stopped.signal }).then(() => {
    throw new Error('It did not answer in time');
  });
  late.catch(() => undefined);
  gone.catch(() => undefined);
  const list = async () => {
    const clientInfo = { name: 'bench', version: '1' };
    await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    say({ method: 'notifications/initialized' });
    const tools: ToolSpec[] = [];
    for (
      let cursor: string | undefined, page = 0;
      page === 0 || (cursor !== undefined && page < 20);
      page++
    ) {
      const result = (await ask('tools/list', cursor === undefined ? {} : { cursor })) as {
        tools?: { name: string; description?: string; inputSchema: unknown }[];
        nextCursor?: string;
      };
      tools.push(
        ...(result.tools ?? []).map(({ name, description = '', inputSchema }) => ({
          name,
          description,
          inputSchema,
        })),
      );
      cursor = result.nextCursor;
    }
    return tools;
  };
  try {
    return await Promise.race([list(), gone, late]);
  } finally {
    stopped.abort();
    child.kill('SIGKILL');
  }
}
