import type {
  ConverseStreamCommandInput,
  DocumentBlock,
  ImageBlock,
  Tool,
  ToolResultBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { isStrict } from '../../structure/formatSchema';
import type { Schema } from '../../tools/schema';

/*
 * What both OpenAI-compatible APIs are given is made of the request that Converse would get, in which nothing is left
 * that a model refuses: one place says what goes out, and these say how it is written.
 */

const documentTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A picture as a URL of data. */
export function pictureUrl({ format = 'png', source }: ImageBlock): string {
  return dataUrl(`image/${format}`, source?.bytes);
}

/** A document: a text where it is one, else a file. */
export type GivenDocument =
  { readonly text: string } | { readonly filename: string; readonly file_data: string };

/** A document as these APIs take it: texts are told with their name, the others are files. */
export function givenDocument({ format = 'txt', name = '', source }: DocumentBlock): GivenDocument {
  const type = documentTypes[format];
  return type === undefined
    ? { text: `[${name}.${format}]\n${Buffer.from(source?.bytes ?? []).toString('utf8')}` }
    : { filename: `${name}.${format}`, file_data: dataUrl(type, source?.bytes) };
}

/** The result of a call as one text; whether it failed is told in it, as there is no other place. */
export function resultText({ content = [], status }: ToolResultBlock): string {
  const text = content.flatMap((part) => (part.text === undefined ? [] : [part.text])).join('\n');
  return status === 'error' ? `[The tool failed] ${text}` : text;
}

/** A tool's declaration; `strict` is off where the schema is not what it demands, which those of others seldom are. */
export function givenTool({ toolSpec }: Tool): readonly FunctionTool[] {
  return toolSpec?.name === undefined
    ? []
    : [
        {
          name: toolSpec.name,
          ...(toolSpec.description === undefined ? {} : { description: toolSpec.description }),
          parameters: toolSpec.inputSchema?.json,
          strict: toolSpec.strict === true && isStrict(toolSpec.inputSchema?.json as Schema),
        },
      ];
}

/** The schema that an answer is held to, as both APIs describe it; `strict` is what they call it. */
export interface JsonSchemaFormat {
  readonly name: string;
  readonly schema: Schema;
  readonly strict: boolean;
}

/** The schema that the answer is held to; undefined where there is none. */
export function answerFormat({ outputConfig }: ConverseStreamCommandInput): JsonSchemaFormat | undefined {
  const { name = 'answer', schema: json } = outputConfig?.textFormat?.structure?.jsonSchema ?? {};
  if (json === undefined) {
    return undefined;
  }
  const schema = JSON.parse(json) as Schema;
  return { name, schema, strict: isStrict(schema) };
}

/** A function that a model may call. */
export interface FunctionTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters: unknown;
  readonly strict: boolean;
}

/** The system prompt as one text; undefined where there is none. */
export function systemText({ system = [] }: ConverseStreamCommandInput): string | undefined {
  const texts = system.flatMap(({ text }) => (text === undefined ? [] : [text]));
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/** The effort that the request asks for, in whichever form it is for Converse. */
export function askedEffort({
  additionalModelRequestFields,
}: ConverseStreamCommandInput): string | undefined {
  const fields = additionalModelRequestFields as
    { readonly reasoning?: { readonly effort?: string }; readonly reasoning_effort?: string } | undefined;
  return fields?.reasoning?.effort ?? fields?.reasoning_effort;
}

/** The fields of style and service that both APIs name alike. */
export function commonFields({ inferenceConfig, serviceTier, requestMetadata }: ConverseStreamCommandInput): {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly service_tier?: string;
  readonly metadata?: Readonly<Record<string, string>>;
} {
  const { temperature, topP } = inferenceConfig ?? {};
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(serviceTier?.type === undefined ? {} : { service_tier: serviceTier.type }),
    ...(requestMetadata === undefined ? {} : { metadata: requestMetadata }),
  };
}

function dataUrl(type: string, bytes: Uint8Array = new Uint8Array()): string {
  return `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
}
