import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import * as l10n from '@vscode/l10n';
import { classifyError, isAboutTls } from '../aws/errors';
import { openSetting, step, type Check, type Finding } from './check';
import { joined } from './joined';
import { askProxy } from './proxyTunnel';
import type { DiagnosisRun } from './diagnosisRun';

const PEEK_MS = 5000;

/** Whether the certificates of Bedrock's hosts, as they arrive here, are trusted. */
export function tlsCheck(run: DiagnosisRun): Check {
  return {
    id: 'tls',
    title: l10n.t('TLS certificate'),
    needs: ['settings', 'region', 'dns', 'proxy'],
    timeoutMs: 30_000,
    run: async (signal) => {
      const origins = (await run.origins()).map(({ url }) => url);
      const secure = origins.filter(({ protocol }) => protocol === 'https:');
      const tried = l10n.t('Opened a secure connection to {0}.', joined(secure.map(({ host }) => host)));
      if (secure.length === 0) {
        const result = l10n.t('Nothing to check: the endpoint in the settings is http, without TLS.');
        return { tried: '', status: 'skipped', result };
      }
      for (const url of secure) {
        const probed = await run.probe(url, signal);
        if (probed.kind === 'answered') {
          continue;
        }
        const { reason, detail } = classifyError(probed.error);
        if (!isAboutTls(reason) && !isTlsCode(codeOf(probed.error))) {
          const result = l10n.t('No connection to {0} came about, see “Bedrock reachable”.', url.host);
          return { tried, status: 'skipped', result };
        }
        const code = codeOf(probed.error) ?? detail.code;
        return { tried, ...distrusted(code, url, await peek(run, url, signal)) };
      }
      return { tried, status: 'ok', result: l10n.t('The certificate is trusted.') };
    },
  };
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/* OpenSSL's codes of verification, and Node's own of the handshake. */
function isTlsCode(code: string | undefined): boolean {
  return /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(
    code ?? '',
  );
}

function distrusted(
  code: string,
  url: URL,
  certificate: PeerCertificate | undefined,
): Omit<Finding, 'tried'> {
  const issuer = certificate === undefined ? undefined : nameOf(certificate.issuer);
  const withIssuer = (fault: string) =>
    issuer === undefined ? fault : `${fault} ${l10n.t('It was issued by “{0}”.', issuer)}`;
  const until = certificate?.valid_to ?? l10n.t('unknown');
  const host = url.hostname;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return {
        status: 'failed',
        result: withIssuer(
          code === 'CERT_HAS_EXPIRED'
            ? l10n.t('The certificate of {0} has expired (valid until {1}).', host, until)
            : l10n.t('The certificate of {0} is not valid yet (valid until {1}).', host, until),
        ),
        fix: l10n.t(
          'Check the date of this machine; if it is right, whoever runs that server or proxy has to renew the certificate.',
        ),
        action: step('showLog'),
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        status: 'failed',
        result: withIssuer(
          l10n.t(
            'The certificate is for other names than {0} ({1}).',
            host,
            certificate?.subjectaltname ?? l10n.t('unknown'),
          ),
        ),
        fix: l10n.t(
          'Correct the host name in bedrockChat.endpoint; on a guest network, sign in to the network first.',
        ),
        action: openSetting('bedrockChat.endpoint'),
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return {
        status: 'failed',
        result: l10n.t('{0} does not speak TLS ({1}).', url.host, code),
        fix: l10n.t('If the endpoint is an emulator, write it with http://; otherwise correct its port.'),
        action: openSetting('bedrockChat.endpoint'),
      };
    default:
      return {
        status: 'failed',
        result: withIssuer(
          l10n.t('The certificate of {0} is not trusted on this machine ({1}).', host, code),
        ),
        fix:
          issuer === undefined
            ? l10n.t(
                'Install the root certificate (ask your IT department for it) in this machine’s store of trusted certificates and keep http.systemCertificates on; or save it as a PEM file, set the environment variable NODE_EXTRA_CA_CERTS to that file’s path, and start VS Code anew. Do not turn verification off.',
              )
            : l10n.t(
                'Install the root certificate “{0}” (ask your IT department for it) in this machine’s store of trusted certificates and keep http.systemCertificates on; or save it as a PEM file, set the environment variable NODE_EXTRA_CA_CERTS to that file’s path, and start VS Code anew. Do not turn verification off.',
                issuer,
              ),
        action: openSetting('http.systemCertificates'),
      };
  }
}

function nameOf(issuer: PeerCertificate['issuer']): string | undefined {
  const { CN, O } = issuer as Partial<Record<'CN' | 'O', string | string[]>>;
  return [CN ?? O].flat()[0];
}

/** Looks at the certificate without trusting it; nothing is sent. Undefined when it cannot be had. */
async function peek(run: DiagnosisRun, url: URL, user: AbortSignal): Promise<PeerCertificate | undefined> {
  const signal = AbortSignal.any([AbortSignal.timeout(PEEK_MS), user]);
  const socket = await tunnel(run, url, signal);
  if (socket === undefined) {
    return undefined;
  }
  return new Promise((resolve) => {
    const tls = connectTls({
      socket,
      rejectUnauthorized: false,
      ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
    });
    const end = (found?: PeerCertificate) => {
      tls.destroy();
      socket.destroy();
      resolve(found);
    };
    tls.once('secureConnect', () => end(last(tls.getPeerCertificate(true))));
    tls.once('error', () => end());
    signal.addEventListener('abort', () => end(), { once: true });
  });
}

async function tunnel(run: DiagnosisRun, url: URL, signal: AbortSignal): Promise<Socket | undefined> {
  const route = run.route(url);
  if (route.kind === 'direct') {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    return connectTcp({ host, port: Number(url.port === '' ? 443 : url.port) }).on('error', () => undefined);
  }
  const answer = await askProxy(new URL(route.proxy), url, signal);
  return answer.kind === 'open' ? answer.socket : undefined;
}

/** The last certificate of the chain that was sent: its issuer is the root that is missing. */
function last(certificate: PeerCertificate): PeerCertificate {
  let current = certificate as PeerCertificate & { issuerCertificate?: PeerCertificate };
  for (let depth = 0; depth < 10; depth++) {
    const next = current.issuerCertificate;
    if (next === undefined || next.fingerprint256 === current.fingerprint256) {
      break;
    }
    current = next;
  }
  return { ...certificate, issuer: current.issuer };
}
