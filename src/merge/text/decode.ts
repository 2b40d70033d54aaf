/** Bytes as lines, with what makes up a file's style: its line ends, its mark of UTF-8, the end of its last line. */

/** How a file is written, apart from what it says. */
export interface Style {
  readonly eol: '\n' | '\r\n' | '\r';
  readonly bom: boolean;
  /** Whether the last line has an end. */
  readonly final: boolean;
}

/** A text without its style. */
export interface Text {
  readonly lines: readonly string[];
  /** The end of each line: a file may mix them. The last is `''` where the file does not end with one. */
  readonly ends: readonly string[];
  readonly style: Style;
}

/** What bytes are: a text that can be merged, one in an encoding that cannot, or no text at all. */
export type Decoded = { readonly kind: 'text'; readonly text: Text } | { readonly kind: 'foreign' } | { readonly kind: 'binary' };

const BOM = '\ufeff';
const SAMPLE = 8000;

/** Tells texts from the rest. UTF-16 and old 8-bit encodings are texts to a person, and are not touched. */
export function decode(bytes: Uint8Array): Decoded {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { kind: 'foreign' };
  if (bytes.includes(0)) return { kind: 'binary' };
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { kind: isProse(bytes) ? 'foreign' : 'binary' };
  }
  return { kind: 'text', text: textOf(content) };
}

/** Splits a text. */
export function textOf(content: string): Text {
  const bom = content.startsWith(BOM);
  const parts = (bom ? content.slice(1) : content).split(/(\r\n|\n|\r(?!\n))/);
  const lines: string[] = [];
  const ends: string[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    if (i === parts.length - 1 && parts[i] === '') break;
    lines.push(parts[i] ?? '');
    ends.push(parts[i + 1] ?? '');
  }
  return { lines, ends, style: { eol: usual(ends), bom, final: lines.length === 0 || ends.at(-1) !== '' } };
}

/** The line end that most lines have. */
function usual(ends: readonly string[]): Style['eol'] {
  const count = (end: string): number => ends.filter((e) => e === end).length;
  const [lf, crlf, cr] = [count('\n'), count('\r\n'), count('\r')];
  if (crlf > lf && crlf >= cr) return '\r\n';
  return cr > lf ? '\r' : '\n';
}

/** Control characters that no text of any encoding has. */
function isProse(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SAMPLE).every((byte) => byte >= 0x20 || (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b);
}

/** The user's style. Whether the last line ends is part of what it says, and merged three ways. */
export function mergeStyle(base: Style, user: Style, next: Style): Style {
  return { ...user, final: user.final === base.final ? next.final : user.final };
}

/** One line of a result; `end` is what the user has there, null for a line that takes the style of the file. */
export interface ResultLine {
  readonly line: string;
  readonly end: string | null;
}

/** Bytes of lines in a style. A line of the user's keeps its own end. */
export function encode(lines: readonly ResultLine[], style: Style): Uint8Array {
  const out = lines.map(({ line, end }, i) => {
    if (i === lines.length - 1 && !style.final) return line;
    return line + (end === null || end === '' ? style.eol : end);
  });
  return new TextEncoder().encode((style.bom ? BOM : '') + out.join(''));
}
