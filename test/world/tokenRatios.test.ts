import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textMessage, type ContentBlock } from '../../src/core/bedrock/content';
import { estimateTokens, maxRequestTokens } from '../../src/core/bedrock/tokenEstimate';

const code = `export async function readAll(paths: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (let i = 0; i < paths.length; i++) {
    found.set(paths[i] ?? '', await readFile(paths[i] ?? ''));
  }
  return found;
}
`;
const rows = Array.from(
  { length: 40 },
  (_, row) => `2026-11-${(row % 28) + 1},AmazonEC2,us-east-1,${(row * 7919) % 997}.5,i-0${row * 26_543_617}`,
);

/*
 * Tokens for each character as public tokenizers count: Anthropic's own of Claude 2 (@anthropic-ai/tokenizer
 * 0.0.4) and cl100k (js-tiktoken 1.0.21), the least and the most of the two.
 */
const measured: readonly (readonly [name: string, text: string, least: number, most: number])[] = [
  [
    'English',
    'We would like to know whether the budget of this month is enough for another series of experiments.',
    0.19,
    0.25,
  ],
  ['TypeScript', code, 0.26, 0.31],
  ['CSV', rows.join('\n'), 0.53, 0.57],
  [
    'German',
    'Die Ingenieure besprechen, ob das monatliche Budget für eine weitere Reihe von Versuchen ausreicht, während größere Änderungen überprüft werden müssen.',
    0.25,
    0.3,
  ],
  [
    'Russian',
    'Инженеры обсуждают, хватит ли месячного бюджета на ещё одну серию экспериментов, пока проверяются более крупные изменения.',
    0.5,
    0.56,
  ],
  [
    'Greek',
    'Οι μηχανικοί συζητούν αν ο μηνιαίος προϋπολογισμός επαρκεί για έναν ακόμη γύρο πειραμάτων.',
    0.94,
    1.12,
  ],
  [
    'Arabic',
    'يناقش المهندسون ما إذا كانت الميزانية الشهرية تكفي لجولة أخرى من التجارب بينما تتم مراجعة التغييرات الكبيرة.',
    0.66,
    0.85,
  ],
  [
    'Chinese',
    '工程师们正在讨论每月预算是否足够再进行一轮实验，同时需要审查更大的改动和费用数据。',
    0.98,
    0.98,
  ],
  [
    'Chinese, traditional',
    '工程師們正在討論每月預算是否足夠再進行一輪實驗，同時需要審查更大的改動與費用資料。',
    1.22,
    1.34,
  ],
  [
    'Japanese',
    'エンジニアたちは、月間予算がもう一度の実験に十分かどうかを議論しながら、より大きな変更を確認しています。',
    1.1,
    1.12,
  ],
  [
    'Korean',
    '엔지니어들은 월간 예산이 또 한 번의 실험에 충분한지 논의하면서 더 큰 변경 사항을 검토하고 있습니다.',
    0.93,
    1.07,
  ],
  ['Hindi', 'इंजीनियर चर्चा कर रहे हैं कि मासिक बजट प्रयोगों के एक और दौर के लिए पर्याप्त है या नहीं।', 0.99, 1.07],
  ['Thai', 'วิศวกรกำลังหารือว่างบประมาณรายเดือนเพียงพอสำหรับการทดลองอีกรอบหรือไม่', 0.84, 1.73],
  ['Tamil', 'மாதாந்திர பட்ஜெட் மற்றொரு சுற்று சோதனைகளுக்கு போதுமானதா என்று பொறியாளர்கள் விவாதிக்கின்றனர்.', 1.39, 1.89],
  ['emoji', '😀🎉🚀👩‍💻🔥💸🧾📈', 2.3, 2.6],
  ['base64', 'H0D4ktokFpR1CXnubPWC8tXX0o4YM13gWrxU0FYOD1MCgxlK/CNVgJSql50IVG82n7u8', 0.71, 0.71],
  ['hex', '1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53', 0.56, 0.58],
];

/** Texts in files and in no prose, by the same two: the most of them, which no tokenizer passes by much. */
const dense: readonly (readonly [name: string, text: string, most: number])[] = [
  ['a column of flags', 'y\nn\nn\ny\n'.repeat(10), 1],
  ['letters with tabs', 'q\tx\tb\tz\nk\tj\tv\tw\n'.repeat(5), 1],
  ['random letters', 'cwhmfqpl vtkzrdnb xsgjquyo ehvkbtzw mrdpxcfj lqnwgyzh', 0.53],
  ['rare Chinese characters', '㐀㑇㒵㓟㔾㕡㖄㗷', 3],
];

/** The newer tokenizer of Claude, from Opus 4.7 on, makes about 30 % more of the same text (platform.claude.com). */
const NEWER = 1.3;
/** Of what is random no tokenizer makes longer pieces, nor much shorter ones. */
const random: ReadonlySet<string> = new Set(['base64', 'hex']);

const request = (content: readonly ContentBlock[]) => ({
  messages: [{ role: 'user' as const, content }],
  systemPrompt: '',
});

describe('an estimate of tokens', () => {
  for (const [name, text, least, most] of measured) {
    const characters = Array.from(text).length;

    it(`is near what tokenizers make of ${name}`, () => {
      const ratio = estimateTokens(text) / characters;
      assert.ok(
        ratio >= least * 0.5 && ratio <= most * 1.6,
        `${ratio.toFixed(2)}, measured ${least} to ${most}`,
      );
    });

    it(`is not passed by any of them on ${name} where it says what a call may cost`, () => {
      const atMost = maxRequestTokens({ messages: [textMessage('user', text)], systemPrompt: '' });
      const wanted = Math.ceil(characters * most * (random.has(name) ? 1 : NEWER));
      assert.ok(atMost >= wanted, `${atMost} for ${wanted}`);
    });
  }

  for (const [name, text, most] of dense) {
    it(`is not passed by ${name} where it says what a call may cost`, () => {
      const atMost = maxRequestTokens({ messages: [textMessage('user', text)], systemPrompt: '' });
      const wanted = Math.ceil(Array.from(text).length * most);
      assert.ok(atMost >= wanted, `${atMost} for ${wanted}`);
    });
  }

  it('counts a thousand Chinese characters as about a thousand tokens, not as 250', () => {
    const tokens = estimateTokens('工程师们讨论预算够不够'.repeat(91).slice(0, 1_000));
    assert.ok(tokens >= 950 && tokens <= 1_350, String(tokens));
  });

  it('reads a document that is text as the text that it is, whatever its name says of its size', () => {
    const csv = Buffer.from(rows.join('\n'));
    const sent = (block: ContentBlock) => maxRequestTokens(request([block]));
    const inline = sent({ type: 'text', text: csv.toString() });
    assert.equal(sent({ type: 'document', format: 'csv', name: 'bill', bytes: csv }), inline);
  });

  it('holds the largest picture that a model takes, and a document of a page', () => {
    const picture = maxRequestTokens(request([{ type: 'image', format: 'png', bytes: new Uint8Array(100) }]));
    // Llama 3.2: four tiles of 1,601 tokens.
    assert.ok(picture >= 6_404, String(picture));
    const page = { type: 'document', format: 'pdf', name: 'page', bytes: new Uint8Array(800) } as const;
    // A page: up to 3,000 tokens of text, and a picture.
    assert.ok(maxRequestTokens(request([page])) >= 4_784 + 3_000);
  });

  it('holds at its most what goes along with tools and with thoughts that were not shown', () => {
    const id = 'tooluse_pQ7xR2mVTk6sWn3cYb1dHg';
    const name = 'mcp_very_long_server_name__and_a_tool_of_it';
    const called = { type: 'toolUse', toolUseId: id, name, input: {} } as const;
    const result = { type: 'toolResult', toolUseId: id, content: [], failed: false } as const;
    // Six of them have some fifty tokens of names and ids each, by any tokenizer.
    assert.ok(maxRequestTokens(request(Array.from({ length: 6 }, () => called))) > 6 * 30);
    assert.ok(maxRequestTokens(request(Array.from({ length: 6 }, () => result))) > 6 * 15);
    // 8,000 base64 characters hold 6,000 bytes of thoughts, which are some 1,500 tokens of English.
    const thought = { type: 'reasoning', text: '', signature: 'A'.repeat(8_000) } as const;
    assert.ok(maxRequestTokens(request([thought])) > 1_500);
  });

  it('grows with the text, of which parts are looked at alone, also by millions of characters', () => {
    const short = estimateTokens('word 工程 '.repeat(1_000));
    const long = estimateTokens('word 工程 '.repeat(1_000_000));
    assert.ok(Math.abs(long / short / 1_000 - 1) < 0.02, `${short} and ${long} tokens`);
  });

  it('is for two texts together no more than for each', () => {
    const [value, rest] = ['   aaa  ', ' {{ Ada Lovelace'];
    assert.ok(estimateTokens(value + rest) <= estimateTokens(value) + estimateTokens(rest));
  });
});
