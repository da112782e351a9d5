import type { AskedModel } from './models';

type Kind = 'text' | 'image' | 'document' | 'video';
type Choice = 'auto' | 'any' | 'tool';

/** How the models of one vendor differ in what they take through Converse. */
export interface Family {
  /** How many stop sequences; 0 where the field is refused. */
  readonly stopSequences: number;
  /** Which choices of tools can be asked for. */
  readonly toolChoice: readonly Choice[];
  /** What may stand in one message with the result of a tool. */
  readonly besideResults: readonly Kind[];
  /** Media that the result of a tool may hold. */
  readonly inResults: readonly Kind[];
  /** Whether a result may say that it failed. */
  readonly resultStatus: boolean;
  /** Whether tools may have `strict`. */
  readonly strictTools: boolean;
}

const anything: readonly Kind[] = ['text', 'image', 'document', 'video'];

/** What AWS's reference promises for every model, and nothing more. */
const plain: Family = {
  stopSequences: 0,
  toolChoice: ['auto'],
  besideResults: anything,
  inResults: [],
  resultStatus: false,
  strictTools: false,
};

/**
 * From AWS's API reference (ToolChoice, ToolResultBlock, ToolResultContentBlock) and, where it is silent, from what
 * maintainers of Bedrock clients measured: results that stand alone, media in results, stop sequences that are refused.
 */
const families: Readonly<Record<string, Family>> = {
  anthropic: {
    stopSequences: 8191,
    toolChoice: ['auto', 'any', 'tool'],
    besideResults: ['text', 'image'],
    inResults: ['image', 'document'],
    resultStatus: true,
    strictTools: true,
  },
  amazon: {
    ...plain,
    stopSequences: 4,
    toolChoice: ['auto', 'any', 'tool'],
    inResults: ['image', 'document'],
    resultStatus: true,
  },
  mistral: {
    ...plain,
    stopSequences: 10,
    toolChoice: ['auto', 'any'],
    besideResults: [],
    inResults: ['document'],
  },
  meta: { ...plain, stopSequences: 4, besideResults: [], inResults: ['image', 'document'] },
  writer: { ...plain, besideResults: [] },
  deepseek: { ...plain, toolChoice: ['auto', 'any', 'tool'] },
  moonshot: { ...plain, toolChoice: ['auto', 'any', 'tool'] },
  moonshotai: { ...plain, toolChoice: ['auto', 'any', 'tool'] },
  zai: { ...plain, toolChoice: ['auto', 'any', 'tool'] },
};

/** What holds for the vendor of a model; of models that no list has, nothing is refused that any takes. */
export function familyOf(model: AskedModel): Family {
  return (model.known ? (families[model.vendor] ?? plain) : families['anthropic']) ?? plain;
}
