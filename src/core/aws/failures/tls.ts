import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';

/*
 * Codes of certificates: `X509_V_ERR_…` of OpenSSL, as Node has them without that (Node's documentation, "tls",
 * "X509 certificate error codes"), and Node's own.
 */

/** Failures to make a connection secure. */
export const tlsCauses = {
  certificateTime: {
    knownBy: [{ codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CRL_HAS_EXPIRED', 'CRL_NOT_YET_VALID'] }],
    retry: false,
    billed: 'never',
    sentence: ({ region }) =>
      l10n.t(
        'The certificate of the server for Bedrock in {0} has expired or is not valid yet. Check this machine’s clock; if it is right, whoever runs the endpoint or the company proxy has to renew the certificate.',
        region,
      ),
    steps: ['diagnose', 'showLog', 'retry'],
    examples: [
      { code: 'CERT_HAS_EXPIRED', says: 'certificate has expired' },
      { code: 'CERT_NOT_YET_VALID', says: 'certificate is not yet valid' },
    ],
  },
  certificateHost: {
    knownBy: [
      { codes: ['HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_FORMAT'] },
    ],
    retry: false,
    billed: 'never',
    sentence: ({ region }) =>
      l10n.t(
        'The certificate of the server for Bedrock in {0} is for another host name. Check the endpoint of the settings, and any proxy before it.',
        region,
      ),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [
      { code: 'HOSTNAME_MISMATCH', says: 'hostname mismatch' },
      {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        says: "Hostname/IP does not match certificate's altnames: Host: bedrock-runtime.us-east-1.amazonaws.com.",
      },
    ],
  },
  tls: {
    knownBy: [
      {
        codes: [
          /^(CERT|UNABLE|SELF_SIGNED|DEPTH_ZERO|ERROR_IN_CERT|ERROR_IN_CRL)_/,
          /^(INVALID_CA|PATH_LENGTH_EXCEEDED|INVALID_PURPOSE|CRL_SIGNATURE_FAILURE|AKID_SKID_MISMATCH)$/,
        ],
      },
    ],
    retry: false,
    billed: 'never',
    sentence: () =>
      l10n.t(
        'The certificate of the server is not trusted. Behind a company proxy its root certificate must be installed on this machine.',
      ),
    steps: ['diagnose', 'showLog', 'retry'],
    examples: [
      { code: 'SELF_SIGNED_CERT_IN_CHAIN', says: 'self-signed certificate in certificate chain' },
      { code: 'UNABLE_TO_GET_ISSUER_CERT', says: 'unable to get issuer certificate' },
      { code: 'CERT_UNTRUSTED', says: 'certificate not trusted' },
    ],
  },
  tlsHandshake: {
    knownBy: [{ codes: ['EPROTO', /^ERR_(SSL|TLS|OSSL)_/] }],
    retry: false,
    billed: 'never',
    sentence: ({ region, code }) =>
      l10n.t({
        message:
          'A secure connection to Bedrock in {0} could not be made ({1}): the other side does not speak TLS as this machine does, or something in between, such as a company proxy with a certificate of its own, broke it off. Check the endpoint and the proxy of the settings.',
        args: [region, code],
        comment: ['{0} is a region’s id, {1} the system’s code, such as EPROTO.'],
      }),
    steps: ['diagnose', 'openSettings', 'retry'],
    examples: [
      {
        code: 'EPROTO',
        says: 'write EPROTO 0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
      },
      { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', says: 'tlsv1 alert protocol version' },
    ],
  },
} satisfies Causes;
