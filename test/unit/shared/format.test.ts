import assert from 'node:assert/strict';
import * as format from '../../../src/shared/format';
import { useTranslations } from '../../../src/shared/translations';

/** What each figure is written as; `write` is the one function of its kind. */
function write<T>(
  name: string,
  write: (value: T) => string,
  figures: readonly (readonly [T, string])[],
): void {
  describe(name, () => {
    for (const [value, text] of figures) {
      it(`writes ${String(value)} as ${text}`, () => assert.equal(write(value), text));
    }
  });
}

write('spending', format.formatUsd, [
  [0, '$0.00'],
  [1e-7, '<$0.0001'],
  [0.0001, '$0.0001'],
  [0.0061, '$0.0061'],
  [0.09994, '$0.0999'],
  [0.09996, '$0.10'],
  [0.1, '$0.10'],
  [0.25, '$0.25'],
  [12.5, '$12.50'],
  [1234567.891, '$1,234,567.89'],
  [-0.5, '-$0.50'],
]);

write('exact money', format.formatExactUsd, [
  [0, '$0'],
  [0.5, '$0.5'],
  [1e-7, '$0.0000001'],
  [1.23456, '$1.23456'],
  [0.1 + 0.2, '$0.3'],
  [1200, '$1,200'],
  [-0.025, '-$0.025'],
]);

write('an amount of a bill', format.formatCost, [
  [0, '0.00'],
  [0.000012345, '0.000012'],
  [0.0061, '0.0061'],
  [0.25, '0.25'],
  [-18.75, '-18.75'],
  [-0.00001, '-0.00001'],
  [1e21, '1e+21'],
]);

write('a total of a bill', (amount: string) => format.formatTotal(amount, 'EUR'), [
  ['0', '0.00 EUR'],
  ['0.0000000676', '0.000000068 EUR'],
  ['0.0099', '0.0099 EUR'],
  ['0.01', '0.01 EUR'],
  ['0.054', '0.05 EUR'],
  ['-1234.567', '-1,234.57 EUR'],
]);

write('a duration', format.formatDuration, [
  [0, '0 ms'],
  [42, '42 ms'],
  [99.6, '100 ms'],
  [100, '0.1 s'],
  [1234, '1.2 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [3_599_400, '59 min 59 s'],
  [3_600_000, '1 h 0 min'],
  [7_810_000, '2 h 10 min'],
]);

write('an exact duration', format.formatExactDuration, [
  [42, '42 ms'],
  [1234.4, '1,234 ms'],
]);

write('a count', format.formatCount, [
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
  [-1234, '-1,234'],
]);

write('a short count', format.formatShortCount, [
  [99_999, '99,999'],
  [100_000, '100K'],
  [999_990, '1M'],
  [1_100_000, '1.1M'],
  [12_345_678_901, '12.3B'],
]);

write('a mean', format.formatMean, [
  [2, '2.0'],
  [1.25, '1.3'],
]);

write('a tick', format.formatTick, [
  [0, '0'],
  [0.05, '0.05'],
  [-1250, '-1.25K'],
  [250_000, '250K'],
]);

write('a share', format.formatShare, [
  [0, '0.0%'],
  [0.0421, '4.2%'],
  [1, '100.0%'],
]);

write('bytes', format.formatBytes, [
  [0, '0 bytes'],
  [400, '400 bytes'],
  [1500, '1.5 KB'],
  [3_000_000, '3 MB'],
  [12_345_678, '12.3 MB'],
  [5e12, '5 TB'],
]);

describe('an amount with its currency', () => {
  it('has the code behind it, where the column has one', () => {
    assert.equal(format.formatAmount('12.5', 'EUR'), '12.50 EUR');
    assert.equal(format.formatAmount('12.5', ''), '12.50');
  });
});

describe('an instant', () => {
  it('has its date and its time to the second', () => {
    const [instant, time] = [new Date(2026, 10, 28, 9, 5, 7), new Date(2026, 10, 28, 9, 5, 8)];
    assert.match(format.formatInstant(instant), /2026/);
    assert.match(format.formatInstant(instant), /05.07/);
    assert.notEqual(format.formatInstant(instant), format.formatInstant(time));
    assert.ok(format.formatInstant(instant).includes(format.formatTime(instant)));
  });

  it('is a day on an axis of days, and a minute on one of hours', () => {
    const instant = new Date(2026, 10, 28, 9, 5);
    assert.match(format.formatDay(instant), /28/);
    assert.match(format.formatMinute(instant), /05/);
  });

  it('is said once where two are of one day', () => {
    const range = format.formatTimeRange(new Date(2026, 10, 28, 9, 0), new Date(2026, 10, 28, 9, 5));
    assert.equal(range.split('28').length, 2);
  });
});

describe('figures in the language of the texts', () => {
  const speak = (language: string, texts: Record<string, string> = {}) =>
    useTranslations({ language, texts });
  afterEach(() => useTranslations({ language: 'en', texts: null }));

  it('have its marks in all kinds', () => {
    speak('de');
    assert.deepEqual(
      [
        format.formatUsd(0.25),
        format.formatUsd(0.0061),
        format.formatUsd(1e-7),
        format.formatUsd(-1234567.891),
        format.formatExactUsd(0.00005),
        format.formatCost(1234.5),
        format.formatAmount('12.5', 'EUR'),
        format.formatDuration(1234),
        format.formatExactDuration(1234.4),
        format.formatCount(1_234_567),
        format.formatShortCount(1_100_000),
        format.formatMean(2),
        format.formatMillions(12_500_000),
        format.formatTick(-1250),
        format.formatShare(0.0421),
        format.formatRoughShare(0.474),
        format.formatBytes(12_345_678),
      ],
      [
        '0,25\u00a0$',
        '0,0061\u00a0$',
        '<0,0001\u00a0$',
        '-1.234.567,89\u00a0$',
        '0,00005\u00a0$',
        '1.234,50',
        '12,50 EUR',
        '1,2 s',
        '1.234 ms',
        '1.234.567',
        '1,1M',
        '2,0',
        '12,5',
        '-1,25K',
        '4,2\u00a0%',
        '47\u00a0%',
        '12,3 MB',
      ],
    );
  });

  it('have its words', () => {
    speak('de', {
      'cost unknown': 'Kosten unbekannt',
      '{0} and {1} of unknown price/An amount of money, and so many calls':
        '{0} und {1} mit unbekanntem Preis',
      '{0} bytes': '{0} Byte',
      '{0}M/Millions, in short': '{0} Mio.',
      '{0}K/Thousands, in short': '{0} Tsd.',
    });
    assert.equal(format.formatKnownUsd(0, 3), 'Kosten unbekannt');
    assert.equal(format.formatKnownUsd(0.25, 1200), '0,25\u00a0$ und 1.200 mit unbekanntem Preis');
    assert.equal(format.formatBytes(400), '400 Byte');
    assert.equal(format.formatShortCount(1_100_000), '1,1 Mio.');
    assert.equal(format.formatTick(-1250), '-1,25 Tsd.');
  });

  it('have those of English where the language is none that is known', () => {
    for (const language of ['qps-ploc', 'no language']) {
      speak(language);
      assert.equal(format.formatCost(1234.5), '1,234.50');
    }
  });

  it('have its days and its clock, wherever the machine stands', () => {
    const instant = new Date(2026, 11, 3, 17, 5, 9);
    speak('de');
    assert.equal(format.formatTime(instant), '17:05:09');
    assert.equal(format.formatDay(instant), '3. Dez.');
    assert.equal(format.formatInstant(instant), '03.12.2026, 17:05:09');
  });

  it('have English marks again when the texts are English again', () => {
    speak('de');
    speak('en');
    assert.equal(format.formatCost(1234.5), '1,234.50');
  });
});
