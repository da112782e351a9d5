import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';

/** Answers of something between here and AWS (`foreignAnswer`), such as a proxy, a filter or a sign-in page. */
export const gatewayCauses = {
  proxy: {
    knownBy: [
      { names: ['ProxyAuthenticationRequired'], statuses: [407] },
      {
        names: ['Error'],
        codes: [/^E(CONN|HOST|NET|PIPE|TIMED)/, 'ERR_STREAM_PREMATURE_CLOSE'],
        words: /proxy|tunneling socket/i,
      },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ status }) =>
      status === 407
        ? l10n.t(
            'The proxy did not let the request through: it asks who you are (HTTP 407). Check the setting http.proxy and its sign-in.',
          )
        : l10n.t('The proxy did not let the request through. Check the setting http.proxy and its sign-in.'),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [
      { status: 407, says: 'Proxy Authentication Required' },
      { code: 'ECONNRESET', says: 'tunneling socket could not be established' },
    ],
  },
  gatewayRefused: {
    knownBy: [{ names: ['GatewayRefusal'] }],
    retry: false,
    billed: 'never',
    sentence: ({ status, words }) =>
      l10n.t({
        message:
          'Not AWS, but something between here and it answered: HTTP {0}, “{1}”. That may be a proxy, a filter or the sign-in page of a network. Check the proxy and the endpoint of the settings, or ask whoever runs the network to let requests to Bedrock through.',
        args: [status, words],
        comment: ['{0} is an HTTP status such as 403, {1} the title of a page.'],
      }),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [{ name: 'GatewayRefusal', status: 403, says: 'Internet Security by Northwind — Blocked' }],
  },
  gatewayFailed: {
    knownBy: [{ names: ['GatewayFailure'] }],
    retry: true,
    billed: 'maybe',
    sentence: ({ status, words, region }) =>
      l10n.t({
        message:
          'Something between here and Bedrock in {2}, such as a proxy or a gateway, answered that it failed: HTTP {0}, “{1}”. Try again in a moment; if it stays like this, check the proxy and the endpoint of the settings.',
        args: [status, words, region],
        comment: ['{0} is an HTTP status such as 502, {1} the title of a page, {2} a region’s id.'],
      }),
    steps: ['retry', 'diagnose', 'openSettings'],
    examples: [{ name: 'GatewayFailure', status: 502, says: '502 Bad Gateway' }],
  },
  unreadableAnswer: {
    knownBy: [{ names: ['SyntaxError'] }],
    retry: false,
    billed: 'maybe',
    sentence: ({ region }) =>
      l10n.t(
        'What answered for Bedrock in {0} does not speak as AWS does. Check the proxy and the endpoint of the settings.',
        region,
      ),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [
      { name: 'SyntaxError', status: 200, says: 'Unexpected token \'W\', "Welcome" is not valid JSON' },
    ],
  },
} satisfies Causes;
