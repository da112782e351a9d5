import type { ProxySettings } from '../core/doctor/proxyRules';

/** Whether this Node can go through the proxies of the environment: since 24.5, and 22.21. */
const KNOWS_PROXIES = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

/** This machine's names, which VS Code asks without a proxy as well. */
const LOCAL = ['localhost', '127.0.0.1', '::1'];

/** Makes requests go through HTTPS_PROXY and HTTP_PROXY, but for what NO_PROXY names and for this machine. */
export function useProxies(env: NodeJS.ProcessEnv): void {
  env['NODE_USE_ENV_PROXY'] ??= '1';
  const exceptions = [env['no_proxy'] ?? env['NO_PROXY'] ?? '', ...LOCAL]
    .filter((name) => name !== '')
    .join(',');
  env['no_proxy'] = exceptions;
  env['NO_PROXY'] = exceptions;
}

/** The proxies that requests go through, for a diagnosis: those of the environment, or none with an older Node. */
export function proxiesInUse(env: NodeJS.ProcessEnv): ProxySettings {
  const isUsed = KNOWS_PROXIES && env['NODE_USE_ENV_PROXY'] === '1';
  const known = Object.entries(env).filter(([name]) => isUsed || !/_proxy$/i.test(name));
  return { proxy: '', noProxy: [], support: 'override', env: Object.fromEntries(known) };
}
