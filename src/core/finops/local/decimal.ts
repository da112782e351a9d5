import { MONEY } from './canonical';

const SCALE = 24;
/** Whole numbers of so many digits fit beside 24 decimals. */
const DIGITS = 14;

/** 10^-24 to 10^-1 as exact decimals, in that order. */
const POWERS = `[${Array.from({ length: SCALE }, (_, at) => {
  const digits = '1'.padStart(SCALE - at, '0').padEnd(SCALE, '0');
  return `CAST('0.${digits}' AS DECIMAL(${SCALE},${SCALE}))`;
}).join(', ')}]`;

/**
 * SQL that makes an exact decimal of text, and fails where it is no number. DuckDB's own cast takes 10 to 50
 * microseconds for a number with an exponent, which half of a legacy Cost and Usage Report are: here 4.1E-7 is
 * the whole number 41 times an exact 10^-8.
 */
export function decimalOf(text: string): string {
  const upper = `upper(${text})`;
  const mantissa = `split_part(${upper}, 'E', 1)`;
  const exponent = `TRY_CAST(split_part(${upper}, 'E', 2) AS INTEGER)`;
  const decimals = `CASE WHEN contains(${mantissa}, '.') THEN length(${mantissa}) - strpos(${mantissa}, '.') ELSE 0 END`;
  const whole = `TRY_CAST(replace(${mantissa}, '.', '') AS BIGINT)`;
  const power = `(${exponent} - (${decimals}))`;
  const largest = '9'.repeat(DIGITS);
  return (
    `CASE WHEN NOT (contains(${text}, 'E') OR contains(${text}, 'e')) THEN CAST(${text} AS ${MONEY}) ` +
    `WHEN ${whole} BETWEEN -${largest} AND ${largest} AND ${power} BETWEEN -${SCALE} AND -1 ` +
    `THEN CAST(CAST(${whole} AS DECIMAL(${DIGITS}, 0)) * ${POWERS}[${SCALE + 1} + ${power}] AS ${MONEY}) ` +
    `ELSE CAST(${text} AS ${MONEY}) END`
  );
}
