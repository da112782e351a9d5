import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import './support/vscode';
import type * as vscode from 'vscode';
import { pictures } from './support/pictures';

const { LanguageModelChatMessageRole, LanguageModelToolResultPart } = await import('vscode');
const { toRequest } = await import('../../src/vscode/languageModelProvider/messages');
const { toToolContent } = await import('../../src/vscode/platform/languageModelTools');

type Part = { readonly label: string; readonly bytes: Uint8Array };

/** The content and what was left out of a question with this data, beside a text and in a tool's result. */
function converted({ label, bytes }: Part) {
  const data = { mimeType: label, data: bytes };
  const role = LanguageModelChatMessageRole.User;
  const { messages, leftOut } = toRequest([
    { role, name: undefined, content: [data] },
    { role, name: undefined, content: [new LanguageModelToolResultPart('call_1', [data])] },
  ] as vscode.LanguageModelChatRequestMessage[]);
  const result = messages[1]?.content[0];
  return {
    asked: messages[0]?.content[0],
    given: result?.type === 'toolResult' ? result.content[0] : undefined,
    own: toToolContent(data)[0],
    leftOut,
  };
}

function textsOf({ asked, given, own }: ReturnType<typeof converted>): (string | undefined)[] {
  return [asked, given, own].map((block) => (block?.type === 'text' ? block.text : undefined));
}

describe('data in what VS Code asks a model', () => {
  const wrongLabels = ['image/jpeg', 'IMAGE/PNG', 'image/x-png', 'application/octet-stream', 'image/bmp', ''];
  for (const label of wrongLabels) {
    it(`is a picture by its bytes, labeled "${label}"`, () => {
      for (const [format, bytes] of Object.entries(pictures)) {
        const { asked, given, own, leftOut } = converted({ label, bytes });
        for (const block of [asked, given, own]) {
          assert.deepEqual(block, { type: 'image', format, bytes });
        }
        assert.deepEqual(leftOut, []);
      }
    });
  }

  const notTaken: Readonly<Record<string, Uint8Array>> = {
    'image/bmp': Buffer.from('BM\u0046\0\0\0\0\0\0\0\u0036\0\0\0', 'latin1'),
    'image/tiff': Buffer.from('II*\0\u0008\0\0\0', 'latin1'),
    'image/heic': Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0', 'latin1'),
    'image/avif': Buffer.from('\0\0\0\u001cftypavif\0\0\0\0', 'latin1'),
    'image/png': Buffer.from('no picture at all'),
    'image/jpeg': new Uint8Array(),
    'application/zip': Buffer.from('PK\u0003\u0004\0\0', 'latin1'),
    'audio/wav': Buffer.from('RIFFabcdWAVE'),
  };
  for (const [label, bytes] of Object.entries(notTaken)) {
    it(`is said to be left out where it is ${label} that cannot be sent`, () => {
      const result = converted({ label: label.toUpperCase(), bytes });
      assert.deepEqual(result.leftOut, [label]);
      for (const text of textsOf(result)) {
        assert.match(text ?? '', new RegExp(`${label} was left out`));
      }
    });
  }

  const asText: Readonly<Record<string, string>> = {
    'text/plain': 'Plain words, na\u00efve ones too',
    'application/json': '{"a": [1, 2]}',
    'text/csv; charset=utf-8': 'a,b\n1,2',
    'TEXT/CSV;Charset=UTF-8': 'a,b\n1,2',
    'application/vnd.api+json': '{"data": null}',
    'application/atom+xml': '<feed/>',
    'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'text/yaml': 'a: 1',
    'application/javascript': 'export const a = 1;',
    'text/typescript': 'const a: number = 1;',
    'application/toml': '[a]\nb = 1',
    'application/sql': 'SELECT 1',
    'application/x-sh': '#!/bin/sh\necho',
    'application/x-ndjson': '{}\n{}',
    'video/mp2t+xml': '<not-a-video/>',
    'application/octet-stream': 'text after all',
  };
  for (const [label, text] of Object.entries(asText)) {
    it(`is its text where it is text, labeled ${label}`, () => {
      const result = converted({ label, bytes: Buffer.from(text) });
      assert.deepEqual(textsOf(result), [text, text, text]);
      assert.deepEqual(result.leftOut, []);
    });
  }

  it('is read in the encoding that its label or its first bytes say', () => {
    const latin = Buffer.from('caf\u00e9', 'latin1');
    for (const label of ['text/csv; charset=iso-8859-1', 'text/plain; charset="windows-1252"', 'text/html']) {
      assert.deepEqual(textsOf(converted({ label, bytes: latin })), ['caf\u00e9', 'caf\u00e9', 'caf\u00e9']);
    }
    const wide = Buffer.from('\ufeffwide', 'utf16le');
    assert.equal(textsOf(converted({ label: 'text/plain', bytes: wide }))[0], 'wide');
  });

  it('is a document where it is one, whatever its label', () => {
    const pdf = Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n', 'latin1');
    for (const label of ['application/pdf', 'Application/PDF', 'application/octet-stream']) {
      const { asked } = converted({ label, bytes: pdf });
      assert.deepEqual(asked, { type: 'document', format: 'pdf', name: 'Document', bytes: pdf });
    }
    const word = Buffer.from('PK\u0003\u0004word', 'latin1');
    const label = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    assert.equal(converted({ label, bytes: word }).asked?.type, 'document');
  });

  it('stays with the host where it is of a type of its own', () => {
    const { asked, given, leftOut } = converted({ label: 'stateful_marker', bytes: Buffer.from('abc') });
    assert.deepEqual([asked, given, leftOut], [undefined, undefined, []]);
  });

  it('is cut where it is longer than anything a model reads', () => {
    const bytes = Buffer.alloc(3_000_000, 'x');
    const [text = ''] = textsOf(converted({ label: 'text/plain', bytes }));
    assert.ok(text.length < 2_100_000 && /1000000 more characters were left out/.test(text));
  });
});
