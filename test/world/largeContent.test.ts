import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ContentBlock, Message } from '../../src/core/bedrock/content';
import { PictureScaler } from '../../src/core/pictures/pictureScaler';
import { bundleWorker } from '../support/bundle';
import { pictures, pngOf, sizeOf } from './support/pictures';
import { withWorld } from './support/withWorld';

const model = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

function picture(bytes: Uint8Array): ContentBlock {
  return { type: 'image', format: 'png', bytes };
}

describe('pictures and documents that are larger than Bedrock takes', () => {
  const world = withWorld();

  /** What is sent of a question with this content, and the notices. */
  async function sent(content: readonly ContentBlock[], conversationId: string | null = null) {
    const { server, test } = world();
    const messages: Message[] = [
      { role: 'user', content: [...content, { type: 'text', text: 'What is it?' }] },
    ];
    const { events } = await test.ask('', { model, messages, conversationId });
    const blocks = server.requests.at(-1)?.body.messages?.[0]?.content ?? [];
    assert.deepEqual(server.refusals, []);
    return {
      blocks,
      images: blocks.flatMap(({ image }) =>
        image === undefined ? [] : [Buffer.from(image.source?.bytes ?? '', 'base64')],
      ),
      texts: blocks.map(({ text = '' }) => text).join('\n'),
      notices: events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])),
    };
  }

  it('are scaled down where a side has more than 8,000 pixels, and said', async () => {
    const { images, notices } = await sent([picture(pngOf(9_000, 300))]);
    const [width, height] = sizeOf(images[0] ?? assert.fail('No picture was sent'));
    assert.ok(width <= 8_000 && Math.abs(width / height - 30) < 1, `${width} x ${height}`);
    assert.deepEqual(notices, [
      `A picture of 9,000 × 300 pixels is too large for Bedrock; it was scaled to ${width.toLocaleString('en')} × ${height}.`,
    ]);
  });

  it('are scaled where they have too many bytes', async () => {
    const { images, notices } = await sent([picture(pngOf(100, 100, 4_000_000))]);
    assert.ok((images[0]?.length ?? Infinity) < 3_750_000);
    assert.equal(notices.length, 1);
  });

  it('are scaled where there are more than 20 with over 2,000 pixels, said in one sentence', async () => {
    const many = Array.from({ length: 30 }, (_, index) => picture(pngOf(2_100 + index, 40)));
    const { images, notices } = await sent(many);
    assert.equal(images.length, 30);
    assert.ok(images.every((bytes) => sizeOf(bytes)[0] <= 2_000));
    assert.match(notices.join('|'), /^30 pictures are too large[^|]*2,000 pixels[^|]*$/);
    assert.equal((await sent(many.slice(0, 20))).notices.length, 0);
  });

  it('are scaled and said once in a conversation', async () => {
    const large = picture(pngOf(8_500, 10));
    assert.equal((await sent([large], 'one')).notices.length, 1);
    assert.equal((await sent([large], 'one')).notices.length, 0);
  });

  it('go as they are where they fit', async () => {
    const blocks = Object.values(pictures).map(picture);
    const { images, notices } = await sent(blocks);
    assert.deepEqual(
      images.map((bytes) => [...bytes]),
      Object.values(pictures).map((bytes) => [...bytes]),
    );
    assert.deepEqual(notices, []);
  });

  it('are left out and said where they are no whole picture', async () => {
    const whole = pngOf(50, 50);
    for (const bytes of [whole.subarray(0, 40), whole.subarray(0, 12), new Uint8Array()]) {
      const { images, texts, notices } = await sent([picture(bytes)], String(bytes.length));
      assert.equal(images.length, 0);
      assert.match(texts, /picture was left out: its data is damaged/);
      assert.match(notices.join(), /damaged or not all there/);
    }
  });

  it('are left out and said where documents are too large or too many', async () => {
    const pdf = (name: string, length = 100): ContentBlock => {
      const bytes = Buffer.alloc(length, ' ');
      bytes.write('%PDF-1.7');
      return { type: 'document', format: 'pdf', name, bytes };
    };
    const few = await sent([pdf('huge.pdf', 5_000_000), pdf('small.pdf')]);
    assert.equal(few.blocks.filter(({ document }) => document).length, 1);
    assert.match(few.notices.join(), /huge\.pdf has 5 MB and was left out/);
    const many = await sent(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => pdf(`${name}.pdf`)));
    assert.equal(many.blocks.filter(({ document }) => document).length, 5);
    assert.match(many.notices.join(), /f\.pdf was left out: Bedrock takes 5 documents/);
  });

  it('are scaled in a worker, which outlives a picture that breaks its library', async () => {
    const scaler = new PictureScaler({ workerPath: await bundleWorker('src/core/pictures/worker/main.ts') });
    try {
      const limits = { maxSide: 100, maxBytes: 100_000 };
      const { width, height, bytes } = await scaler.scale(pngOf(400, 200), limits);
      assert.deepEqual([width, height], sizeOf(Buffer.from(bytes)));
      assert.deepEqual([width, height], [100, 50]);
      const broken = Buffer.from(pngOf(400, 200));
      broken.fill(7, 50, 60);
      await assert.rejects(scaler.scale(broken, limits));
      assert.equal((await scaler.scale(pngOf(300, 300), limits)).width, 100);
    } finally {
      scaler.dispose();
    }
  });
});
