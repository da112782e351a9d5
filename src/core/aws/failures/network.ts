import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';

const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/** Failures on the way to AWS. */
export const networkCauses = {
  proxy: {
    knownBy: [
      { statuses: [407] },
      { names: ['Error'], codes: connectionCodes, words: /proxy|tunneling socket/i },
    ],
    retry: false,
    billed: 'never',
    sentence: () =>
      l10n.t('The proxy did not let the request through. Check the setting http.proxy and its sign-in.'),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [{ status: 407, says: 'Proxy Authentication Required' }],
  },
  network: {
    knownBy: [
      {
        phase: 'request',
        names: ['TimeoutError'],
        codes: connectionCodes,
      },
    ],
    retry: true,
    billed: 'maybe',
    sentence: ({ region }) =>
      l10n.t('Bedrock in {0} could not be reached. Check the network connection.', region),
    steps: ['retry', 'diagnose', 'openSettings'],
    examples: [{ code: 'ECONNREFUSED', says: 'connect ECONNREFUSED 127.0.0.1:443' }],
  },
  dns: {
    knownBy: [{ codes: ['ENOTFOUND', 'EAI_AGAIN'] }],
    retry: false,
    billed: 'never',
    sentence: ({ region }) =>
      l10n.t(
        'The host name of Bedrock in {0} could not be found. Check the network connection, the region and the endpoint.',
        region,
      ),
    steps: ['retry', 'diagnose', 'chooseRegion', 'openSettings'],
    examples: [{ code: 'ENOTFOUND', says: 'getaddrinfo ENOTFOUND bedrock-runtime.us-east-9.amazonaws.com' }],
  },
  tls: {
    knownBy: [
      {
        codes: [/^(CERT|UNABLE|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL)_/],
      },
    ],
    retry: false,
    billed: 'never',
    sentence: () =>
      l10n.t(
        'The certificate of the server is not trusted. Behind a company proxy its root certificate must be installed on this machine.',
      ),
    steps: ['diagnose', 'showLog', 'retry'],
    examples: [{ code: 'SELF_SIGNED_CERT_IN_CHAIN', says: 'self-signed certificate in certificate chain' }],
  },
} satisfies Causes;
