/** What the cards say of a model (Bedrock user guide, model cards, November 2026). */
export interface OpenAiModel {
  /** The id by which it is asked on each host; undefined where it is not there. */
  readonly runtime?: readonly string[];
  readonly mantle?: string;
  readonly prefix: '/openai/v1' | '/v1';
  readonly apis: readonly ('responses' | 'chat')[];
  readonly efforts: readonly string[];
  readonly images: boolean;
  /** Whether temperature and top_p are taken. */
  readonly sampling: boolean;
  readonly maxOutput: number;
  /** Whether a streamed answer can be held to a JSON schema. */
  readonly structured?: boolean;
}

const gpt6 = {
  prefix: '/openai/v1',
  apis: ['responses', 'chat'],
  efforts: ['low', 'medium', 'high', 'xhigh'],
  images: true,
  sampling: false,
  maxOutput: 128_000,
} as const;

function everywhere(id: string, more: Partial<OpenAiModel> = {}): OpenAiModel {
  return { ...gpt6, runtime: [`us.${id}`, `global.${id}`], mantle: id, ...more };
}

/** The models that these APIs answer for. */
export const openAiModels: readonly OpenAiModel[] = [
  {
    ...gpt6,
    apis: ['responses'],
    structured: true,
    mantle: 'openai.gpt-5.4',
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  },
  {
    ...gpt6,
    apis: ['responses'],
    structured: true,
    mantle: 'openai.gpt-5.5',
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  },
  everywhere('openai.gpt-5.6-luna'),
  everywhere('openai.gpt-5.6-sol'),
  everywhere('openai.gpt-5.6-terra'),
  everywhere('openai.gpt-6-astra'),
  everywhere('openai.gpt-6-sol'),
  everywhere('openai.gpt-6-luna', {
    structured: true,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
  }),
  everywhere('openai.gpt-6.1-sol', { maxOutput: 131_072 }),
  {
    ...gpt6,
    apis: ['responses'],
    structured: true,
    mantle: 'xai.grok-4.3',
    efforts: ['none', 'low', 'medium', 'high'],
    sampling: true,
    maxOutput: 131_072,
  },
  ...['openai.gpt-oss-20b', 'openai.gpt-oss-120b'].map((mantle): OpenAiModel => ({
    structured: true,
    mantle,
    prefix: '/v1',
    apis: ['responses'],
    efforts: ['low', 'medium', 'high'],
    images: false,
    sampling: true,
    maxOutput: 16_384,
  })),
  {
    mantle: 'google.gemma-4-31b',
    prefix: '/openai/v1',
    apis: ['chat'],
    efforts: [],
    images: true,
    sampling: true,
    maxOutput: 8_192,
  },
];
