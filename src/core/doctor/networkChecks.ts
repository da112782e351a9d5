import { isIP } from 'node:net';
import { openSetting, type Check, type Finding } from './check';
import type { Endpoint } from './endpoints';
import { shownProxy, type Route } from './proxyRules';
import { askProxy, type ProxyAnswer } from './proxyTunnel';
import type { DiagnosisRun } from './diagnosisRun';

const PROXY_MS = 8000;

/** Whether the names of Bedrock's hosts are known on this network. */
export function dnsCheck(run: DiagnosisRun): Check {
  return {
    id: 'dns',
    title: 'Host names',
    needs: ['settings', 'region'],
    timeoutMs: 15_000,
    run: async () => {
      const origins = await run.origins();
      const named = origins.filter(({ url }) => isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0);
      const hosts = new Set(origins.map(({ url }) => url.hostname));
      const tried = `Looked up ${[...hosts].join(' and ')}.`;
      const found: string[] = named.length === 0 ? ['An address needs no looking up.'] : [];
      for (const endpoint of named) {
        const { hostname } = endpoint.url;
        try {
          const [address, ...more] = await run.lookup(hostname);
          const rest = more.length > 0 ? ` and ${more.length} more` : '';
          found.push(`${hostname} is ${address ?? 'without an address'}${rest}.`);
        } catch (error) {
          const route = run.route(endpoint.url);
          if (route.kind === 'direct') {
            return { tried, ...unknownName(endpoint, error) };
          }
          found.push(`${hostname} is not known here, which does not matter: the proxy looks it up.`);
        }
      }
      return { tried, status: 'ok', result: found.join(' ') };
    },
  };
}

function unknownName({ url, from }: Endpoint, error: unknown): Omit<Finding, 'tried'> {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const setting = from?.startsWith('bedrockChat.') === true ? from : undefined;
  const fix =
    code === 'EAI_AGAIN'
      ? 'No name server answers: connect to the network or the VPN, or, where a proxy leads out, set http.proxy.'
      : from !== undefined
        ? `Correct the host name in ${from}, or clear it to use AWS’s own.`
        : 'Connect to the network or the VPN on which this name is known, or, where a proxy leads out, set http.proxy.';
  return {
    status: 'failed',
    result: `The host name ${url.hostname} could not be found (${code}).`,
    fix,
    action: openSetting(code !== 'EAI_AGAIN' && setting !== undefined ? setting : 'http.proxy'),
  };
}

/** Which proxy requests go through, and whether it lets them. */
export function proxyCheck(run: DiagnosisRun): Check {
  return {
    id: 'proxy',
    title: 'Proxy',
    needs: ['settings', 'region'],
    timeoutMs: 2 * PROXY_MS + 2000,
    run: async (signal) => {
      const seen: string[] = [];
      for (const { url } of await run.origins()) {
        const route = run.route(url);
        if (route.kind === 'direct') {
          seen.push(`${url.hostname} is asked without a proxy: ${route.because}.`);
          continue;
        }
        const found = await throughProxy(route, url, signal);
        if (found.status === 'failed') {
          return { tried: tried(route, url), ...found };
        }
        seen.push(found.result);
      }
      const result = [...new Set(seen)].join(' ');
      return { tried: 'Looked at http.proxy, http.noProxy, HTTPS_PROXY and NO_PROXY.', status: 'ok', result };
    },
  };
}

type ProxyRoute = Extract<Route, { kind: 'proxy' }>;

function tried(route: ProxyRoute, url: URL): string {
  return `Asked the proxy ${shownProxy(route.proxy)} (from ${route.from}) for the way to ${url.host}.`;
}

async function throughProxy(
  route: ProxyRoute,
  target: URL,
  user: AbortSignal,
): Promise<Omit<Finding, 'tried'>> {
  const { proxy, from } = route;
  const action = openSetting('http.proxy');
  const at = `The proxy ${shownProxy(proxy)}`;
  const address = URL.parse(proxy);
  if (address === null || address.host === '') {
    const fix = `Write ${from} as http://host:port.`;
    return { status: 'failed', result: `${from} names ${shownProxy(proxy)}.`, fix, action };
  }
  if (!['http:', 'https:'].includes(address.protocol)) {
    const result = `${at} is none of HTTP, and was not tried.`;
    return { status: 'ok', result };
  }
  const time = AbortSignal.timeout(PROXY_MS);
  const answer = await askProxy(address, target, AbortSignal.any([time, user]));
  if (answer.kind === 'open') {
    answer.socket.destroy();
    return { status: 'ok', result: `${at} (from ${from}) leads to ${target.hostname}.` };
  }
  const late = time.aborted ? `${at} did not answer within ${PROXY_MS / 1000} s.` : undefined;
  return { status: 'failed', ...refused(answer, at, from, target, late), action };
}

function refused(
  answer: Exclude<ProxyAnswer, { kind: 'open' }>,
  at: string,
  from: string,
  target: URL,
  late: string | undefined,
): { readonly result: string; readonly fix: string } {
  if (late !== undefined || answer.kind === 'unreachable') {
    const why = answer.kind === 'unreachable' ? `: ${answer.message} (${answer.code})` : '';
    return {
      result: late ?? `${at} cannot be used${why}.`,
      fix: `Correct or clear ${from}. If ${target.hostname} is to be reached without a proxy, add it to http.noProxy.`,
    };
  }
  const said = `${answer.status} ${answer.reason}`.trim();
  switch (answer.status) {
    case 407:
      return {
        result: `${at} wants to know who asks (${said}).`,
        fix: `Write the login into ${from}, between http:// and the host, as user, colon, password and @; or ask for a proxy without a login.`,
      };
    case 502:
    case 503:
    case 504:
      return {
        result: `${at} could not reach ${target.host} (${said}).`,
        fix: `Ask who runs the proxy to let it reach ${target.host}; or correct the endpoint, where a setting names it.`,
      };
    default:
      return {
        result: `${at} does not let requests to ${target.host} through (${said}).`,
        fix: `Ask who runs the proxy to allow CONNECT to ${target.host}.`,
      };
  }
}
