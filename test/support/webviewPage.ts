import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import type { Translations } from '../../src/shared/translations';
import { shareChromium, type SharedBrowser } from './chromium';
import { themes, type ThemeName } from './themes';

const ROOT = join(import.meta.dirname, '../..');
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.ttf': 'font/ttf',
};

/** How a webview's page is shown in a test. */
export interface PageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** State that an earlier page of the view left with `setState`. */
  state?: unknown;
  reducedMotion?: boolean;
  forcedColors?: boolean;
  /** Of dates and times; en-US unless said otherwise. */
  locale?: string;
  /** The texts that the extension host puts into the page. */
  translations?: Translations;
}

/** A webview's page in a browser, and the host's end of it. */
export interface WebviewPage {
  page: Page;
  /** Hands messages of the host to the page, in order. */
  receive(...messages: unknown[]): Promise<void>;
  /** Messages that the page has posted so far. */
  posted(): Promise<unknown[]>;
  /** State that the page keeps with `setState`. */
  state(): Promise<unknown>;
  /** Faults of the page: breaches of the policy, exceptions, console errors, requests to elsewhere. */
  problems(): Promise<string[]>;
  /** Warnings the page wrote to the console. */
  warnings: string[];
  close(): Promise<void>;
}

/**
 * Serves one webview's bundle, built in memory from its source, under the content security policy that
 * the extension uses, and opens pages of it in a real browser.
 */
export class WebviewHost {
  static async start(entryPoint: string, styles: readonly string[]): Promise<WebviewHost> {
    const nonce = randomBytes(16).toString('hex');
    const files = await bundleFiles(entryPoint);
    const translations: Translations[] = [];
    const server = createServer((request, response) => {
      const { pathname: path, search } = new URL(request.url ?? '/', 'http://localhost');
      const content =
        path === '/' ? pageHtml(styles, nonce, translations[Number(search.slice(1))]) : files.get(path);
      response.writeHead(content === undefined ? 404 : 200, {
        'Content-Type': CONTENT_TYPES[extname(path)] ?? 'text/html',
        ...(path === '/' && { 'Content-Security-Policy': policy(nonce) }),
      });
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebviewHost(server, await shareChromium(), await bundleStub(), translations);
  }

  private readonly contexts: BrowserContext[] = [];

  private constructor(
    private readonly server: Server,
    private readonly shared: SharedBrowser,
    private readonly stub: string,
    /** Of the pages that have any, each by its place. */
    private readonly translations: Translations[],
  ) {}

  /** Opens the page anew, in a browser context of its own. */
  async open(options: PageOptions = {}): Promise<WebviewPage> {
    const address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    const context = await this.shared.browser.newContext({
      viewport: { width: options.width ?? 400, height: options.height ?? 700 },
      locale: options.locale ?? 'en-US',
      reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
      forcedColors: options.forcedColors === true ? 'active' : 'none',
    });
    this.contexts.push(context);
    const page = await context.newPage();
    const problems: string[] = [];
    const warnings: string[] = [];
    page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        problems.push(`console: ${message.text()}`);
      }
      if (message.type() === 'warning') {
        warnings.push(message.text());
      }
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) {
        problems.push(`request: ${request.url()}`);
      }
    });
    const { bodyClass, variables } = themes[options.theme ?? 'dark'];
    const setup = JSON.stringify({ state: options.state, bodyClass, variables });
    await page.addInitScript(`${this.stub};vscodeStubBundle.setUpPage(${setup})`);
    const search =
      options.translations === undefined
        ? ''
        : `?${String(this.translations.push(options.translations) - 1)}`;
    await page.goto(`${address}/${search}`);
    return {
      page,
      warnings,
      receive: (...messages) => page.evaluate(`vscodeStub.receive(${JSON.stringify(messages)})`),
      posted: () => page.evaluate<unknown[]>('vscodeStub.posted'),
      state: () => page.evaluate<unknown>('vscodeStub.state'),
      problems: async () => [...problems, ...(await page.evaluate<string[]>('vscodeStub.violations'))],
      close: () => context.close(),
    };
  }

  /** Ends the browser and the server. */
  async dispose(): Promise<void> {
    await this.shared.leave(this.contexts);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function policy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `font-src 'self'`,
    `img-src 'self' data:`,
  ].join('; ');
}

async function bundleFiles(entryPoint: string): Promise<Map<string, string | Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entryPoint)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: ROOT,
    logLevel: 'error',
  });
  const files = new Map<string, string | Uint8Array>();
  for (const { contents } of outputFiles) {
    files.set('/page.js', contents);
  }
  const icons = join(ROOT, 'node_modules/@vscode/codicons/dist');
  for (const file of ['codicon.css', 'codicon.ttf']) {
    files.set(`/${file}`, await readFile(join(icons, file)));
  }
  for (const entry of await readdir(join(ROOT, 'media'), { withFileTypes: true })) {
    if (entry.isFile()) {
      files.set(`/media/${entry.name}`, await readFile(join(ROOT, 'media', entry.name)));
    }
  }
  files.set('/vscode.css', HOST_STYLES);
  return files;
}

function pageHtml(styles: readonly string[], nonce: string, translations: Translations | undefined): string {
  const links = ['vscode.css', 'codicon.css', ...styles].map(
    (style) => `<link rel="stylesheet" href="/${style}">`,
  );
  const json = JSON.stringify(translations ?? null).replaceAll('<', '\\u003c');
  return (
    `<!DOCTYPE html><html lang="${translations?.language ?? 'en'}"><head><meta charset="utf-8"><link rel="icon" href="data:,"><meta property="csp-nonce" content="${nonce}"><title>Bedrock Chat</title>${links.join('')}` +
    `</head><body><script type="application/json" id="translations">${json}</script>` +
    `<script type="module" nonce="${nonce}" src="/page.js"></script></body></html>`
  );
}

async function bundleStub(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/webview/vscodeStub.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'vscodeStubBundle',
    write: false,
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** The effect of VS Code's own style sheet to a webview before the extension's own: enough to notice a clash. */
const HOST_STYLES = `
html { background: var(--vscode-sideBar-background); scrollbar-color: var(--vscode-scrollbarSlider-background) transparent; }
body { background: transparent; color: var(--vscode-editor-foreground); font: var(--vscode-font-weight) var(--vscode-font-size) var(--vscode-font-family); margin: 0; padding: 0 20px; }
a, a code { color: var(--vscode-textLink-foreground); }
:is(a, input, select, textarea):focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
code { font-family: monospace; color: var(--vscode-textPreformat-foreground); background: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
pre code { padding: 0; }
blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
`;
