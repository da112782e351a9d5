import * as l10n from '@vscode/l10n';

/** The proxies that VS Code knows of, by its settings and by its environment. */
export interface ProxySettings {
  /** The setting `http.proxy`; empty when unset. */
  readonly proxy: string;
  /** The setting `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** The setting `http.proxySupport`: `off` sends extensions' requests straight out. */
  readonly support: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The way of a request: straight, or through a proxy, and what decided that. */
export type Route =
  /** `because` goes on after a colon. */
  | { readonly kind: 'direct'; readonly because: string }
  | { readonly kind: 'proxy'; readonly proxy: string; readonly from: string };

const LOCAL = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/**
 * The way that VS Code sends a request of an extension. Source: `createProxyResolver` of @vscode/proxy-agent:
 * this machine is asked directly; the setting comes before the environment; where `http.noProxy` is set,
 * NO_PROXY is not looked at. What the operating system has set besides cannot be seen from here.
 */
export function routeOf(url: URL, settings: ProxySettings): Route {
  const { proxy, noProxy, support } = settings;
  if (LOCAL.has(url.hostname)) {
    return {
      kind: 'direct',
      because: l10n.t({ message: 'it is on this machine', comment: ['Goes on after a colon.'] }),
    };
  }
  const candidate = proxy !== '' ? { proxy, from: 'http.proxy' } : fromEnvironment(settings.env);
  if (candidate === undefined) {
    return {
      kind: 'direct',
      because: l10n.t({ message: 'no proxy is set', comment: ['Goes on after a colon.'] }),
    };
  }
  if (support === 'off') {
    return {
      kind: 'direct',
      because: l10n.t({ message: 'http.proxySupport is off', comment: ['Goes on after a colon.'] }),
    };
  }
  const [exceptions, name] =
    noProxy.length > 0 ? [noProxy, 'http.noProxy'] : environmentExceptions(settings.env);
  if (exceptions.some((exception) => covers(exception, url))) {
    return {
      kind: 'direct',
      because: l10n.t({ message: '{0} names it', args: [name], comment: ['Goes on after a colon.'] }),
    };
  }
  return { kind: 'proxy', ...candidate };
}

/** A proxy's address without the user and password that may be in it. */
export function shownProxy(proxy: string): string {
  const url = URL.parse(proxy);
  return url === null || url.host === ''
    ? l10n.t({ message: 'an address that is no URL', comment: ['In place of a proxy’s address'] })
    : `${url.protocol}//${url.host}`;
}

/* For requests of either kind, in VS Code's own order. */
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
const NO_PROXY_VARIABLES = ['no_proxy', 'NO_PROXY'];

function fromEnvironment(env: ProxySettings['env']): { proxy: string; from: string } | undefined {
  const from = firstSet(env, PROXY_VARIABLES);
  return from === undefined ? undefined : { proxy: env[from] ?? '', from };
}

function environmentExceptions(env: ProxySettings['env']): readonly [readonly string[], string] {
  const name = firstSet(env, NO_PROXY_VARIABLES) ?? 'NO_PROXY';
  return [(env[name] ?? '').split(','), name];
}

function firstSet(env: ProxySettings['env'], names: readonly string[]): string | undefined {
  return names.find((name) => (env[name] ?? '') !== '');
}

function covers(exception: string, { hostname, port, protocol }: URL): boolean {
  const [name = '', only] = exception.trim().toLowerCase().split(':');
  if (name === '*') {
    return true;
  }
  const ending = name.replace(/^\*?\.?/, '');
  if (ending === '') {
    return false;
  }
  const actual = port !== '' ? port : protocol === 'https:' ? '443' : '80';
  if (only !== undefined && only !== actual) {
    return false;
  }
  return hostname === ending || hostname.endsWith(`.${ending}`);
}
