import { isIP } from 'node:net';
import * as l10n from '@vscode/l10n';
import { openSetting, type Check, type Finding } from './check';
import type { Endpoint } from './endpoints';
import { joined } from './joined';
import { shownProxy, type Route } from './proxyRules';
import { askProxy, type ProxyAnswer } from './proxyTunnel';
import type { DiagnosisRun } from './diagnosisRun';

const PROXY_MS = 8000;

/** Whether the names of Bedrock's hosts are known on this network. */
export function dnsCheck(run: DiagnosisRun): Check {
  return {
    id: 'dns',
    title: l10n.t('Host names'),
    needs: ['settings', 'region'],
    timeoutMs: 15_000,
    run: async () => {
      const origins = await run.origins();
      const named = origins.filter(({ url }) => isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0);
      const hosts = new Set(origins.map(({ url }) => url.hostname));
      const tried = l10n.t('Looked up {0}.', joined([...hosts]));
      const found: string[] = named.length === 0 ? [l10n.t('An address needs no looking up.')] : [];
      for (const endpoint of named) {
        const { hostname } = endpoint.url;
        try {
          found.push(addressText(hostname, await run.lookup(hostname)));
        } catch (error) {
          const route = run.route(endpoint.url);
          if (route.kind === 'direct') {
            return { tried, ...unknownName(endpoint, error) };
          }
          found.push(
            l10n.t('{0} is not known here, which does not matter: the proxy looks it up.', hostname),
          );
        }
      }
      return { tried, status: 'ok', result: found.join(' ') };
    },
  };
}

function addressText(host: string, [address, ...more]: readonly string[]): string {
  if (address === undefined) {
    return l10n.t('{0} is without an address.', host);
  }
  return more.length === 0
    ? l10n.t({ message: '{0} is {1}.', args: [host, address], comment: ['{1} is the IP address of {0}.'] })
    : l10n.t({
        message: '{0} is {1} and {2} more.',
        args: [host, address, more.length],
        comment: ['{1} is the first IP address of {0}, {2} how many there are besides.'],
      });
}

function unknownName({ url, from }: Endpoint, error: unknown): Omit<Finding, 'tried'> {
  const code = (error as NodeJS.ErrnoException).code ?? l10n.t('unknown');
  const setting = from?.startsWith('bedrockChat.') === true ? from : undefined;
  const fix =
    code === 'EAI_AGAIN'
      ? l10n.t(
          'No name server answers: connect to the network or the VPN, or, where a proxy leads out, set http.proxy.',
        )
      : from !== undefined
        ? l10n.t('Correct the host name in {0}, or clear it to use AWS’s own.', from)
        : l10n.t(
            'Connect to the network or the VPN on which this name is known, or, where a proxy leads out, set http.proxy.',
          );
  return {
    status: 'failed',
    result: l10n.t('The host name {0} could not be found ({1}).', url.hostname, code),
    fix,
    action: openSetting(code !== 'EAI_AGAIN' && setting !== undefined ? setting : 'http.proxy'),
  };
}

/** Which proxy requests go through, and whether it lets them. */
export function proxyCheck(run: DiagnosisRun): Check {
  return {
    id: 'proxy',
    title: l10n.t('Proxy'),
    needs: ['settings', 'region'],
    timeoutMs: 2 * PROXY_MS + 2000,
    run: async (signal) => {
      const seen: string[] = [];
      for (const { url } of await run.origins()) {
        const route = run.route(url);
        if (route.kind === 'direct') {
          seen.push(l10n.t('{0} is asked without a proxy: {1}.', url.hostname, route.because));
          continue;
        }
        const found = await throughProxy(route, url, signal);
        if (found.status === 'failed') {
          return { tried: tried(route, url), ...found };
        }
        seen.push(found.result);
      }
      const result = [...new Set(seen)].join(' ');
      const looked = l10n.t('Looked at http.proxy, http.noProxy, HTTPS_PROXY and NO_PROXY.');
      return { tried: looked, status: 'ok', result };
    },
  };
}

type ProxyRoute = Extract<Route, { kind: 'proxy' }>;

function tried(route: ProxyRoute, url: URL): string {
  return l10n.t(
    'Asked the proxy {0} (from {1}) for the way to {2}.',
    shownProxy(route.proxy),
    route.from,
    url.host,
  );
}

async function throughProxy(
  route: ProxyRoute,
  target: URL,
  user: AbortSignal,
): Promise<Omit<Finding, 'tried'>> {
  const { proxy, from } = route;
  const action = openSetting('http.proxy');
  const shown = shownProxy(proxy);
  const address = URL.parse(proxy);
  if (address === null || address.host === '') {
    const fix = l10n.t('Write {0} as http://host:port.', from);
    return { status: 'failed', result: l10n.t('{0} names {1}.', from, shown), fix, action };
  }
  if (!['http:', 'https:'].includes(address.protocol)) {
    const result = l10n.t('The proxy {0} is none of HTTP, and was not tried.', shown);
    return { status: 'ok', result };
  }
  const time = AbortSignal.timeout(PROXY_MS);
  const answer = await askProxy(address, target, AbortSignal.any([time, user]));
  if (answer.kind === 'open') {
    answer.socket.destroy();
    const result = l10n.t('The proxy {0} (from {1}) leads to {2}.', shown, from, target.hostname);
    return { status: 'ok', result };
  }
  if (time.aborted || answer.kind === 'unreachable') {
    const result =
      time.aborted || answer.kind !== 'unreachable'
        ? l10n.t('The proxy {0} did not answer within {1} s.', shown, PROXY_MS / 1000)
        : l10n.t('The proxy {0} cannot be used: {1} ({2}).', shown, answer.message, answer.code);
    const fix = l10n.t(
      'Correct or clear {0}. If {1} is to be reached without a proxy, add it to http.noProxy.',
      from,
      target.hostname,
    );
    return { status: 'failed', result, fix, action };
  }
  return { status: 'failed', ...refused(answer, shown, from, target), action };
}

function refused(
  answer: Extract<ProxyAnswer, { kind: 'refused' }>,
  shown: string,
  from: string,
  target: URL,
): { readonly result: string; readonly fix: string } {
  const said = `${answer.status} ${answer.reason}`.trim();
  switch (answer.status) {
    case 407:
      return {
        result: l10n.t('The proxy {0} wants to know who asks ({1}).', shown, said),
        fix: l10n.t(
          'Write the login into {0}, between http:// and the host, as user, colon, password and @; or ask for a proxy without a login.',
          from,
        ),
      };
    case 502:
    case 503:
    case 504:
      return {
        result: l10n.t('The proxy {0} could not reach {1} ({2}).', shown, target.host, said),
        fix: l10n.t(
          'Ask who runs the proxy to let it reach {0}; or correct the endpoint, where a setting names it.',
          target.host,
        ),
      };
    default:
      return {
        result: l10n.t('The proxy {0} does not let requests to {1} through ({2}).', shown, target.host, said),
        fix: l10n.t('Ask who runs the proxy to allow CONNECT to {0}.', target.host),
      };
  }
}
