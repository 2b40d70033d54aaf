/** Colours, or none. */
import { styleText } from 'node:util';

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Marks up words for a terminal. */
export type Style = Readonly<Record<(typeof STYLES)[number], (text: string) => string>>;

/** Colours when asked for, otherwise the text as it is. Whether to ask is decided before: nothing is looked up here. */
export function createStyle(colour: boolean): Style {
  const marked = (style: (typeof STYLES)[number]) => (text: string): string => (colour ? styleText(style, text, { validateStream: false }) : text);
  return Object.fromEntries(STYLES.map((style) => [style, marked(style)])) as unknown as Style;
}
