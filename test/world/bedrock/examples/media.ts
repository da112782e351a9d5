import type { ContentBlock, DocumentFormat, ImageFormat } from '@aws-sdk/client-bedrock-runtime';
import { sampleGif, sampleJpeg, samplePdf, samplePng, sampleWebp } from '../samplePictures';
import {
  assistant,
  call,
  models,
  result,
  tool,
  user,
  withTools,
  type Example,
  type ExampleRequest,
} from './request';

function picture(bytes: Uint8Array = samplePng(), format: string = 'png'): ContentBlock.ImageMember {
  return { image: { format: format as ImageFormat, source: { bytes } } };
}

function document(
  name: string,
  format: DocumentFormat = 'txt',
  bytes: Uint8Array = Buffer.from('text'),
): ContentBlock.DocumentMember {
  return { document: { name, format, source: { bytes } } };
}

const many = (count: number, bytes: Uint8Array): ExampleRequest => ({
  messages: [user('Look.', ...Array.from({ length: count }, () => picture(bytes)))],
});
const documents = (count: number): ExampleRequest => ({
  messages: [user('Read.', ...Array.from({ length: count }, (_none, index) => document(`file ${index}`)))],
});
const answered = (...content: ContentBlock[]): ExampleRequest => ({
  ...withTools(tool()),
  messages: [user('Look.'), assistant(call()), user(...content)],
});

/** Of the rules about pictures, files and what stands beside what. */
export const mediaExamples: Readonly<Record<string, Example>> = {
  mediaFromUser: {
    broken: [{ messages: [user('Draw.'), assistant('Here:', picture()), user('Thanks.')] }],
    taken: [{ messages: [user('Look.', picture())] }],
  },
  besideResults: {
    broken: [
      answered(result(), { text: 'And this.' }, document('a')),
      { modelId: models.llama, ...answered(result(), { text: 'And?' }) },
      { modelId: models.mistral, ...answered(result(), { text: 'And?' }) },
    ],
    taken: [
      answered(result(), { text: 'And this.' }, picture()),
      { modelId: models.llama, ...answered(result()) },
      { modelId: models.novaPro, ...answered(result(), { text: 'And?' }, document('a')) },
    ],
  },
  insideResults: {
    broken: [
      { modelId: models.kimi, ...answered(result('t1', picture())) },
      { modelId: models.mistral, ...answered(result('t1', picture())) },
      { modelId: models.novaPro, ...answered(result('t1', document('a', 'pdf', samplePdf()))) },
    ],
    taken: [
      answered(result('t1', picture())),
      answered(result('t1', { json: { a: 1 } })),
      { modelId: models.novaPro, ...answered(result('t1', picture())) },
      { modelId: models.novaPro, ...answered({ text: 'It is this.' }, result('t1', document('a'))) },
    ],
  },
  resultTexts: {
    broken: [
      answered(result('t1', { text: '' })),
      answered(result('t1', { text: 'a' }, { text: '\n' })),
      answered({ toolResult: { toolUseId: 't1', content: [], status: 'error' } }),
    ],
    taken: [answered({ toolResult: { toolUseId: 't1', content: [] } })],
  },
  picturesSupported: {
    broken: [
      { modelId: models.gptOss, messages: [user('Look.', picture())] },
      { modelId: models.novaMicro, messages: [user('Look.', picture())] },
    ],
    taken: [{ modelId: models.novaPro, messages: [user('Look.', picture())] }],
  },
  pictureFormats: {
    broken: [
      { messages: [user('Look.', picture(samplePng(), 'jpeg'))] },
      { messages: [user('Look.', picture(samplePng(), 'bmp'))] },
      { messages: [user('Look.', picture(Buffer.from('BM00'), 'png'))] },
      { messages: [user('Look.', picture(new Uint8Array(), 'png'))] },
      answered(result('t1', picture(sampleGif(), 'webp'))),
    ],
    taken: [
      { messages: [user('Look.', picture(samplePng(), 'png'), picture(sampleJpeg(), 'jpeg'))] },
      { messages: [user('Look.', picture(sampleGif(), 'gif'), picture(sampleWebp(), 'webp'))] },
    ],
  },
  pictureBytes: {
    broken: [{ messages: [user('Look.', picture(Buffer.concat([samplePng(), Buffer.alloc(4_000_000)])))] }],
    taken: [{ messages: [user('Look.', picture(Buffer.concat([samplePng(), Buffer.alloc(3_000_000)])))] }],
  },
  pictureCount: {
    broken: [many(101, samplePng()), { modelId: models.novaPro, ...many(21, samplePng()) }],
    taken: [many(100, samplePng()), { modelId: models.novaPro, ...many(20, samplePng()) }],
  },
  pictureSides: {
    broken: [many(1, samplePng(8_001, 1)), many(1, samplePng(1, 8_001)), many(21, samplePng(2_001, 1))],
    taken: [many(1, samplePng(8_000, 1)), many(20, samplePng(2_001, 1)), many(21, samplePng(2_000, 1))],
  },
  documentNames: {
    broken: ['a.txt', 'a_b', 'a  b', '', 'ä', 'x'.repeat(201)].map((name) => ({
      messages: [user('Read.', document(name))],
    })),
    taken: [{ messages: [user('Read.', document('Plan (v2) [final] - a'))] }],
  },
  uniqueDocumentNames: {
    broken: [
      { messages: [user('Read.', document('a'), document('a'))] },
      { messages: [user('Read.', document('a')), assistant('Done.'), user('Again.', document('a'))] },
    ],
    taken: [{ messages: [user('Read.', document('a'), document('b'))] }],
  },
  documentsComeWithText: {
    broken: [{ messages: [user(document('a'))] }],
    taken: [{ messages: [user(document('a'), 'Read.')] }],
  },
  documentCount: { broken: [documents(6)], taken: [documents(5)] },
  documentBytes: {
    broken: [
      { messages: [user('Read.', document('a', 'txt', new Uint8Array()))] },
      { messages: [user('Read.', document('a', 'txt', Buffer.alloc(4_800_000, 'a')))] },
      { messages: [user('Read.', document('a', 'pdf', Buffer.from('text')))] },
      { messages: [user('Read.', document('a', 'docx', Buffer.from('text')))] },
      { messages: [user('Read.', document('a', 'yaml' as DocumentFormat))] },
    ],
    taken: [
      { messages: [user('Read.', document('a', 'csv', Buffer.alloc(700_000, 'a')))] },
      { messages: [user('Read.', document('a', 'pdf', samplePdf()))] },
    ],
  },
  documentsSupported: {
    broken: [{ modelId: models.novaMicro, messages: [user('Read.', document('a'))] }],
    taken: [{ modelId: models.novaPro, messages: [user('Read.', document('a'))] }],
  },
};
