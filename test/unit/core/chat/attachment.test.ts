import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { attachmentOf, folderAttachment, shownAttachments } from '../../../../src/core/chat/attachment';
import { questionMessage, type ContextItem } from '../../../../src/core/chat/context';
import { FileNotAttachable, pastedContext } from '../../../../src/core/chat/fileContext';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function picture(name: string, size = 100): ContextItem {
  const bytes = new Uint8Array(size);
  bytes.set(PNG);
  return pastedContext(name, bytes);
}

function pdf(name: string, size = 100): ContextItem {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from('%PDF-1.7'));
  return pastedContext(name, bytes);
}

function text(path: string, value: string): ContextItem {
  return { type: 'text', path, language: '', text: value };
}

describe('attachments', () => {
  it('are known by what is in them: pictures by their first bytes, documents too, text by being text', () => {
    const bytes = (...values: number[]) => new Uint8Array(values);
    const ascii = (value: string) => new TextEncoder().encode(value);
    const kinds: [string, Uint8Array, string][] = [
      ['renamed.txt', bytes(...PNG, 1), 'png'],
      ['a.jpg', bytes(0xff, 0xd8, 0xff, 0xe0), 'jpeg'],
      ['a.gif', ascii('GIF89a...'), 'gif'],
      ['a.webp', ascii('RIFF1234WEBPVP8 '), 'webp'],
      ['Report.PDF', ascii('%PDF-1.7'), 'pdf'],
      ['table.xlsx', bytes(0x50, 0x4b, 3, 4), 'xlsx'],
      ['table.csv', ascii('a,b\n1,2'), 'text'],
      ['notes', ascii('gr\u00fc\u00dfe'), 'text'],
    ];
    for (const [name, content, kind] of kinds) {
      const item = pastedContext(name, content);
      assert.equal(item.type === 'text' ? 'text' : item.block.format, kind, name);
    }
  });

  it('are refused when no model reads them', () => {
    for (const bytes of [
      [0, 1, 2],
      [0xff, 0xfe, 0xc0],
    ]) {
      assert.throws(() => pastedContext('machine.bin', new Uint8Array(bytes)), FileNotAttachable);
    }
  });

  it('go before the question, each under its name, and texts in fences that they cannot end', () => {
    const { content } = questionMessage('Why?', [text('a.md', 'x\n````\ny'), picture('p.png'), pdf('d.pdf')]);
    assert.deepEqual(
      content.map(({ type }) => type),
      ['image', 'document', 'text'],
    );
    const [last] = content.slice(-1);
    assert.ok(last?.type === 'text');
    assert.match(last.text, /^Attached, in this order: p\.png, d\.pdf\n\na\.md\n`````\n/);
    assert.match(last.text, /Why\?$/);
  });

  it('have a fence that they cannot end, however many backticks are in them', () => {
    const { content } = questionMessage('Why?', [text('a.md', `${'`a '.repeat(200_000)}${'`'.repeat(7)}`)]);
    const [block] = content;
    assert.ok(block?.type === 'text');
    assert.match(block.text.slice(0, 20), /^a\.md\n`{8}\n/);
    assert.match(block.text.slice(-30), /`{7}\n`{8}\n\nWhy\?$/);
  });

  it('say about how much they are', () => {
    const folder = folderAttachment('src', [text('a', 'x'.repeat(4800)), picture('p.png', 1_200_000)]);
    const shown = shownAttachments([attachmentOf(text('a', 'x'.repeat(40_000))), folder]);
    assert.deepEqual(
      shown.map(({ size, label }) => [label, size]),
      [
        ['a', '~10,000 tokens'],
        ['src/ (2 files)', '~1,200 tokens + 1.2 MB'],
      ],
    );
    assert.ok(shown.every(({ warning }) => warning === ''));
  });

  it('are counted once, and by parts where they are long, however often they are shown', () => {
    const file = '\u8cbb\u7528'.repeat(160_000);
    const folder = folderAttachment(
      'src',
      Array.from({ length: 200 }, (_, index) => text(`${String(index)}.txt`, file)),
    );
    // To count all of these 64 million characters takes seconds.
    for (let time = 0; time < 40; time++) {
      const [shown] = shownAttachments([folder]);
      assert.match(shown?.size ?? '', /^~70,400,\d{3} tokens$/);
      assert.match(shown?.warning ?? '', /70,400,\d{3} tokens are more than many models take/);
    }
  });

  it('warn of Bedrock’s limits from the first one above them, and of a text that is too long', () => {
    const warned = (items: readonly ContextItem[]) =>
      shownAttachments(items.map(attachmentOf)).map(({ warning }) => warning);
    assert.deepEqual(warned([picture('p.png', 3_750_000), pdf('d.pdf', 4_500_000)]), ['', '']);
    assert.match(warned([picture('p.png', 3_750_001)])[0] ?? '', /p\.png.*3\.75 MB/);
    assert.match(warned([pdf('d.pdf', 4_500_001)])[0] ?? '', /d\.pdf.*4\.5 MB/);
    const many = warned(Array.from({ length: 21 }, (_, index) => picture(`${String(index)}.png`)));
    assert.deepEqual(
      many.map((warning) => warning !== ''),
      [...Array.from({ length: 20 }, () => false), true],
    );
    assert.match(warned(Array.from({ length: 6 }, () => pdf('d.pdf')))[5] ?? '', /more than 5 documents/);
    assert.match(warned([text('long', 'x'.repeat(400_000))])[0] ?? '', /100,000 tokens/);
  });
});
