import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';

/** How requests to bedrock-mantle are signed: as those to the runtime, for a service of its own name. */
export const mantleAuth: Required<Pick<BedrockRuntimeClientConfig, 'httpAuthSchemeProvider'>> = {
  httpAuthSchemeProvider: ({ region }) => [
    {
      schemeId: 'aws.auth#sigv4',
      signingProperties: { signingName: 'bedrock-mantle', signingRegion: region },
      propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
    },
    { schemeId: 'smithy.api#httpBearerAuth' },
  ],
};
