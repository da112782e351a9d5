type Channels = readonly [red: number, green: number, blue: number];

/** The contrast that WCAG 2.2 asks of lines that one has to see (1.4.11, non-text contrast). */
export const LINE_CONTRAST = 3;

/**
 * The color as it is where a line in it stands out from the background; else a lighter or darker one of
 * about the same hue that does. Colors written in a rare way stay as they are.
 */
export function readable(color: string, background: string): string {
  const ground = channels(background);
  let line = channels(color);
  if (line === undefined || ground === undefined || contrast(line, ground) >= LINE_CONTRAST) {
    return color;
  }
  const isDark = luminance(ground) < 0.18;
  while (contrast(line, ground) < LINE_CONTRAST) {
    line = isDark ? lighter(line) : darker(line);
  }
  return `rgb(${line.map(Math.round).join(', ')})`;
}

/** Between 1 (the same) and 21 (black on white), as WCAG defines it; undefined where a color is not understood. */
export function contrastOf(one: string, other: string): number | undefined {
  const [first, second] = [channels(one), channels(other)];
  return first === undefined || second === undefined ? undefined : contrast(first, second);
}

/** Channels grow by a factor, which keeps the hue; what is 0 grows as well, so that white is reached. */
function lighter([red, green, blue]: Channels): Channels {
  const step = (channel: number) => Math.min(255, channel * 1.08 + 2);
  return [step(red), step(green), step(blue)];
}

function darker([red, green, blue]: Channels): Channels {
  const step = (channel: number) => Math.floor(channel * 0.94);
  return [step(red), step(green), step(blue)];
}

function contrast(one: Channels, other: Channels): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of sRGB, 0 to 1. */
function luminance([red, green, blue]: Channels): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** `#rgb`, `#rrggbb`, `rgb(…)`, with or without transparency, which does not count. */
function channels(color: string): Channels | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/i.exec(color);
  if (short !== null) {
    return three(short.slice(1).map((digit) => parseInt(digit + digit, 16)));
  }
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i.exec(color);
  if (long !== null) {
    return three(long.slice(1).map((digits) => parseInt(digits, 16)));
  }
  const written = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(color);
  return written === null ? undefined : three(written.slice(1).map(Number));
}

function three([red = 0, green = 0, blue = 0]: readonly number[]): Channels {
  return [red, green, blue];
}
