import { page, type FailureCase } from './failureCase';

/** Something between here and AWS answered. */
export const gatewayCases: readonly FailureCase[] = [
  {
    what: 'a page of a filter that blocks',
    says: page(
      403,
      '<!DOCTYPE html><html><head><title>Internet Security by Northwind &mdash; Blocked</title></head><body>no</body></html>',
    ),
    reads: [/403/, /Internet Security by Northwind — Blocked/, /not AWS|between/],
    never: /InvokeModel|hidden field|Deserialization|Unexpected token/,
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'a page of a gateway that fails',
    says: page(502, '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><hr>nginx</body></html>'),
    reads: [/502/, /Bad Gateway/],
    never: /hidden field|failure of its own/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'a page of a gateway that waits too long, called plain text',
    says: page(504, '<html><head><title>504 Gateway Time-out</title></head></html>', 'text/plain'),
    reads: [/504/, /Gateway Time-out/],
    never: /hidden field/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'plain words of a gateway',
    says: page(503, 'upstream connect error or disconnect/reset before headers', 'text/plain'),
    reads: [/503/, /upstream connect error/],
    never: /hidden field|Unexpected token/,
    steps: ['retry', 'diagnose'],
  },
  {
    what: 'a page in place of the answer',
    says: page(200, '<html><head><title>Sign in to the guest network</title></head><body/></html>'),
    reads: [/200/, /Sign in to the guest network/],
    never: /hidden field|too long/,
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'a request that is too large for a gateway',
    says: page(413, '<html><head><title>413 Request Entity Too Large</title></head></html>'),
    reads: [/too large/, /413/],
    never: /hidden field/,
    steps: ['newChat'],
    requests: 1,
  },
  {
    what: 'a proxy that asks who one is',
    says: page(407, '<html><head><title>Proxy Authentication Required</title></head></html>'),
    reads: [/proxy/i, /407/],
    steps: ['diagnose'],
    requests: 1,
  },
  {
    what: 'an empty answer of nobody',
    says: page(403, '', 'text/plain'),
    reads: [/403/],
    never: /InvokeModel/,
    steps: ['diagnose'],
  },
];
