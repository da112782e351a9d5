import * as l10n from '@vscode/l10n';
import type { Causes } from './cause';

/** Failures on the way to AWS. */
export const networkCauses = {
  network: {
    knownBy: [
      {
        phase: 'request',
        names: ['TimeoutError'],
        codes: [
          'ECONNREFUSED',
          'ECONNRESET',
          'ECONNABORTED',
          'EHOSTUNREACH',
          'ENETUNREACH',
          'ENETDOWN',
          'EPIPE',
          'ETIMEDOUT',
          'ERR_STREAM_PREMATURE_CLOSE',
        ],
      },
    ],
    retry: true,
    billed: 'maybe',
    sentence: ({ region }) =>
      l10n.t('Bedrock in {0} could not be reached. Check the network connection.', region),
    steps: ['retry', 'diagnose', 'openSettings'],
    examples: [{ code: 'ECONNREFUSED', says: 'connect ECONNREFUSED 127.0.0.1:443' }],
  },
  mantleNotInRegion: {
    knownBy: [{ codes: ['ENOTFOUND'], words: /bedrock-mantle\./i }],
    retry: false,
    billed: 'never',
    sentence: ({ region }) =>
      l10n.t(
        'There is no host bedrock-mantle in {0}: the OpenAI-compatible APIs of Bedrock are not in every region. Choose another region or another model.',
        region,
      ),
    steps: ['chooseRegion', 'chooseModel', 'diagnose'],
    examples: [{ code: 'ENOTFOUND', says: 'getaddrinfo ENOTFOUND bedrock-mantle.eu-west-3.api.aws' }],
  },
  dns: {
    knownBy: [{ codes: ['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'ESERVFAIL'] }],
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
  endpointContradiction: {
    knownBy: [{ words: /(fips|dual-?stack) and custom endpoint/i }],
    retry: false,
    billed: 'never',
    sentence: ({ words }) =>
      /fips/i.test(words)
        ? l10n.t(
            'Two settings contradict each other: FIPS endpoints are asked for (AWS_USE_FIPS_ENDPOINT, or use_fips_endpoint in ~/.aws/config), and an endpoint of its own is set (bedrockChat.endpoint, or AWS_ENDPOINT_URL). Take one of them out; the URL of a FIPS endpoint can be set as the endpoint.',
          )
        : l10n.t(
            'Two settings contradict each other: dual-stack endpoints are asked for (AWS_USE_DUALSTACK_ENDPOINT, or use_dualstack_endpoint in ~/.aws/config), and an endpoint of its own is set (bedrockChat.endpoint, or AWS_ENDPOINT_URL). Take one of them out.',
          ),
    steps: ['openSettings', 'diagnose'],
    examples: [
      {
        name: 'EndpointError',
        says: 'Invalid Configuration: FIPS and custom endpoint are not supported',
      },
      {
        name: 'EndpointError',
        says: 'Invalid Configuration: Dualstack and custom endpoint are not supported',
      },
    ],
  },
  endpointNotOffered: {
    knownBy: [{ words: /(fips|dual-?stack) is enabled but this partition does not support/i }],
    retry: false,
    billed: 'never',
    sentence: ({ region }) =>
      l10n.t(
        'FIPS or dual-stack endpoints are asked for (AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, or ~/.aws/config), and there are none for {0}. Take that out, or choose another region.',
        region,
      ),
    steps: ['chooseRegion', 'diagnose'],
    examples: [{ name: 'EndpointError', says: 'FIPS is enabled but this partition does not support FIPS' }],
  },
} satisfies Causes;
