/** Colours, or none. */
import pc from 'picocolors';

/** Marks up words for a terminal. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Colours when asked for, otherwise the text as it is. */
export function createStyle(colour: boolean): Style {
  return pc.createColors(colour);
}
