import { readable } from './contrast';

/** The colors that VS Code has for charts. */
export const chartColors = ['blue', 'orange', 'green', 'purple', 'yellow', 'red'] as const;
export type ChartColor = (typeof chartColors)[number];

/** The colors and fonts of a chart, as the theme has it now. */
export interface ChartTheme {
  colors: Readonly<Record<ChartColor, string>>;
  foreground: string;
  muted: string;
  grid: string;
  background: string;
  /** The background of the page. */
  ground: string;
  border: string;
  font: string;
}

/** Reads the theme from VS Code's variables; a canvas cannot use the variables themselves. */
export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (...names: string[]) => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') {
        return value;
      }
    }
    return '';
  };
  const foreground = read('foreground', 'editor-foreground') || 'CanvasText';
  const ground = read('editor-background');
  // Some themes have chart colors that let the background through or are close to it: too faint for a thin line.
  const color = (name: ChartColor) => readable(opaque(read(`charts-${name}`) || foreground), ground);
  return {
    colors: {
      blue: color('blue'),
      orange: color('orange'),
      green: color('green'),
      purple: color('purple'),
      yellow: color('yellow'),
      red: color('red'),
    },
    foreground,
    muted: read('descriptionForeground') || foreground,
    grid: read('editorGroup-border', 'panel-border', 'contrastBorder') || foreground,
    background: read('editorHoverWidget-background', 'editor-background') || 'Canvas',
    ground: ground || 'Canvas',
    border: read('editorHoverWidget-border', 'contrastBorder', 'widget-border') || foreground,
    font: read('font-family') || 'sans-serif',
  };
}

/** The color without its transparency; as it is where it has none, or is written in a rare way. */
function opaque(color: string): string {
  const hex = /^#(?:([0-9a-f]{6})[0-9a-f]{2}|([0-9a-f]{3})[0-9a-f])$/i.exec(color);
  if (hex !== null) {
    return `#${hex[1] ?? hex[2] ?? ''}`;
  }
  const [, channels] = /^rgba\(([^,]+,[^,]+,[^,]+),[^,]+\)$/i.exec(color) ?? [];
  return channels === undefined ? color : `rgb(${channels})`;
}

/** Tells when the theme changed; VS Code then changes variables and classes of the page. */
export function onThemeChange(listener: () => void): { dispose(): void } {
  const observer = new MutationObserver(listener);
  const options = { attributes: true, attributeFilter: ['class', 'style'] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
  return { dispose: () => observer.disconnect() };
}

/** The tooltip's options of chart.js. */
export function tooltipColors(theme: ChartTheme): object {
  return {
    backgroundColor: theme.background,
    borderColor: theme.border,
    borderWidth: 1,
    titleColor: theme.foreground,
    bodyColor: theme.foreground,
    footerColor: theme.foreground,
  };
}
