import { isObject, type Asked } from '../rule';

/** The members of a structure: a name for each, with the structure of its value or of its elements; true for anything. */
type Shape = true | { readonly [member: string]: Shape };

const cachePoint: Shape = { type: true, ttl: true };
const source: Shape = {
  bytes: true,
  s3Location: { uri: true, bucketOwner: true },
  text: true,
  content: true,
};
const image: Shape = { format: true, source };
const document: Shape = { format: true, name: true, source, context: true, citations: { enabled: true } };
const video: Shape = { format: true, source };

/** Converse's request as AWS's API reference describes it, in November 2026. */
const converse: Shape = {
  messages: {
    role: true,
    content: {
      text: true,
      image,
      document,
      video,
      audio: { format: true, source },
      toolUse: { toolUseId: true, name: true, input: true, type: true },
      toolResult: {
        toolUseId: true,
        status: true,
        type: true,
        content: { text: true, json: true, image, document, video, searchResult: true },
      },
      reasoningContent: { reasoningText: { text: true, signature: true }, redactedContent: true },
      guardContent: true,
      cachePoint,
      citationsContent: true,
      searchResult: true,
    },
  },
  system: { text: true, guardContent: true, cachePoint },
  inferenceConfig: { maxTokens: true, temperature: true, topP: true, stopSequences: true },
  toolConfig: {
    tools: {
      toolSpec: { name: true, description: true, inputSchema: { json: true }, strict: true },
      systemTool: { name: true },
      cachePoint,
    },
    toolChoice: { auto: {}, any: {}, tool: { name: true } },
  },
  guardrailConfig: {
    guardrailIdentifier: true,
    guardrailVersion: true,
    trace: true,
    streamProcessingMode: true,
  },
  additionalModelRequestFields: true,
  promptVariables: true,
  additionalModelResponseFieldPaths: true,
  requestMetadata: true,
  performanceConfig: { latency: true },
  serviceTier: { type: true },
  outputConfig: { textFormat: { type: true, structure: true }, effort: true },
};

/** Of these, one member alone may be there. */
const unions = [
  /^messages\.\d+\.content\.\d+$/,
  /^messages\.\d+\.content\.\d+\.toolResult\.content\.\d+$/,
  /^toolConfig\.tools\.\d+$/,
  /^system\.\d+$/,
  /^toolConfig\.toolChoice$/,
];

/** The request has no member that the API does not know, and of a union exactly one. */
export function knownFields({ body }: Asked): string | undefined {
  return oddField(body, converse, '');
}

function oddField(value: unknown, shape: Shape, place: string): string | undefined {
  if (shape === true || value === undefined || value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return first(
      value.map((each: unknown, index) => [String(index), each]),
      () => shape,
      place,
    );
  }
  if (!isObject(value)) {
    return `Unexpected type at ${place}: STRUCTURE_VALUE expected.`;
  }
  const members = Object.keys(value);
  const odd = members.find((member) => !Object.hasOwn(shape, member));
  if (odd !== undefined) {
    return `Malformed input request: #/${place.replaceAll('.', '/')}: extraneous key [${odd}] is not permitted, please reformat your input and try again.`;
  }
  if (unions.some((union) => union.test(place)) && members.length !== 1) {
    return `Expected exactly one member of the union at ${place}, found ${members.length}.`;
  }
  return first(Object.entries(value), (member) => shape[member] ?? true, place);
}

function first(
  entries: readonly (readonly [string, unknown])[],
  shapeOf: (member: string) => Shape,
  place: string,
): string | undefined {
  for (const [member, value] of entries) {
    const found = oddField(value, shapeOf(member), place === '' ? member : `${place}.${member}`);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
