import { models, user, type Example } from './request';

const profileArn = (region: string) =>
  `arn:aws:bedrock:${region}:111122223333:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0`;

/** Of the rules about what is asked, and where. */
export const idExamples: Readonly<Record<string, Example>> = {
  modelIdShape: { broken: [{ modelId: 'claude' }], taken: [{ modelId: 'someone.new-model-v1:0' }] },
  onDemand: {
    broken: [
      { modelId: 'anthropic.claude-sonnet-4-5-20250929-v1:0' },
      { modelId: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0' },
    ],
    taken: [{ modelId: models.sonnet45 }, { modelId: models.haiku3 }],
  },
  profileExists: {
    broken: [
      { modelId: 'us.google.gemma-3-4b-it' },
      { modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', region: 'us-east-1' },
    ],
    taken: [
      { modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', region: 'eu-west-1' },
      { modelId: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', region: 'ap-south-1' },
    ],
  },
  arnRegion: {
    broken: [{ modelId: profileArn('us-west-2') }],
    taken: [{ modelId: profileArn('us-east-1') }, { modelId: profileArn('us-west-2'), region: 'us-west-2' }],
  },
  servedByConverse: { broken: [{ modelId: 'openai.gpt-5.4' }], taken: [{ modelId: models.gptOss }] },
  knownFields: {
    broken: [
      { raw: { temperature: 0.5 } },
      { raw: { messages: [{ role: 'user', content: [{ text: 'a', cache_control: {} }] }] } },
      { raw: { messages: [{ role: 'user', content: [{ text: 'a', cachePoint: { type: 'default' } }] }] } },
      { raw: { system: 'Be brief.' } },
    ],
    taken: [{ messages: [user('a', { cachePoint: { type: 'default' } })] }],
  },
};
