/**
 * Structured files: what they say is merged, key by key; how they say it stays. The lines are merged first, and the
 * result is believed when it says what the merged values say. Where lines clash, or say something else, the values are
 * spliced into one of the texts. A result is read again before anybody sees it.
 */
import { textOf } from '../text/decode.js';
import type { Text } from '../text/decode.js';
import { clashingText, mergeText, settledText } from '../text/merge.js';
import { equal, identityOf, isList, isMap, valueOf } from './model.js';
import type { Format, Value } from './model.js';
import { NoText, splice } from './splice.js';
import type { Source } from './splice.js';
import { mergeValues } from './values.js';

/** A merged file, or markers in it and the names of what clashes. */
export interface MergedData {
  readonly bytes: Uint8Array;
  readonly clashes: readonly string[];
}

/** Null when one of the three cannot be understood: then they are texts. An empty base is an empty document. */
export function mergeData(format: Format, base: Text, user: Text, next: Text): MergedData | null {
  const sides = [base, user, next].map((text) => sourceOf(format, text));
  const [b, u, n] = sides;
  if (u == null || n == null || (b == null && base.lines.some((line) => line.trim() !== ''))) return null;
  const { value, clashes } = mergeValues(b == null ? undefined : valueOf(b.node), valueOf(u.node), valueOf(n.node), format.label);
  const lines = mergeText(base, user, next);
  if (clashes.length > 0 || value === undefined) return clash(lines, clashes, [base, user, next]);
  if (lines.clashes === 0 && says(format, lines.bytes, value, loosely)) return { bytes: lines.bytes, clashes: [] };
  const wanted = new Set([...newComments(format, base, user), ...newComments(format, base, next)]);
  // What the user changed is how it is written: that must not be what is given up.
  const layoutOnly = b != null && equal(valueOf(b.node), valueOf(u.node));
  for (const skeleton of layoutOnly ? [user] : skeletons(base, user, next)) {
    const bytes = spliced(format, skeleton, value, [n, u], [base, user, next]);
    if (bytes !== null && says(format, bytes, value, equal) && hasAll(format, bytes, wanted)) return { bytes, clashes: [] };
  }
  return clash(lines, ['values that could not be put together'], [base, user, next]);
}

function clash(lines: { readonly bytes: Uint8Array; readonly clashes: number }, clashes: readonly string[], sides: readonly [Text, Text, Text]): MergedData {
  const { bytes } = lines.clashes > 0 ? lines : clashingText(...sides);
  return { bytes, clashes: clashes.length > 0 ? clashes : ['values'] };
}

function joined(text: Text): string {
  return text.lines.map((line) => `${line}\n`).join('');
}

function sourceOf(format: Format, text: Text): Source | null {
  const content = joined(text);
  const node = format.parse(content);
  return node === null ? null : { text: content, node };
}

/** Texts to begin with: the merged lines with clashes settled one way or the other, then the sides themselves. */
function* skeletons(base: Text, user: Text, next: Text): Generator<Text> {
  const read = (bytes: Uint8Array): Text => textOf(new TextDecoder().decode(bytes));
  yield read(settledText(base, user, next, 'user'));
  yield read(settledText(base, user, next, 'next'));
  yield user;
  yield next;
}

/** The bytes, written as lines of the user's file would be. */
function spliced(format: Format, skeleton: Text, value: Value, others: readonly Source[], [base, user, next]: readonly [Text, Text, Text]): Uint8Array | null {
  const source = sourceOf(format, skeleton);
  if (source === null) return null;
  try {
    const result = textOf(splice(source, value, others, format.comment));
    // Lines only pass through: base and next are the result, but for their styles.
    const as = (style: Text): Text => ({ ...result, style: style.style });
    return mergeText(as(base), { ...as(user), ends: endsOf(result, user) }, as(next)).bytes;
  } catch (error) {
    if (error instanceof NoText) return null;
    throw error;
  }
}

/** Each line's end as the user's own such line has it. */
function endsOf(result: Text, user: Text): string[] {
  const ends = new Map(user.lines.map((line, i) => [line, user.ends[i] ?? '']));
  return result.lines.map((line) => ends.get(line) ?? '');
}

function says(format: Format, bytes: Uint8Array, value: Value, same: (a: Value, b: Value) => boolean): boolean {
  const node = format.parse(joined(textOf(new TextDecoder().decode(bytes))));
  return node !== null && same(valueOf(node), value);
}

/** Equal but for the order of lists whose elements have names. */
function loosely(a: Value, b: Value): boolean {
  if (isMap(a) && isMap(b)) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && loosely(value, b.get(key) ?? ''));
  if (!isList(a) || !isList(b)) return equal(a, b);
  const identity = identityOf([a, b]);
  if (identity === null || a.length !== b.length) return a.length === b.length && a.every((item, i) => loosely(item, b[i] ?? ''));
  const others = new Map(b.map((item) => [identity(item), item]));
  return a.every((item) => others.has(identity(item)) && loosely(item, others.get(identity(item)) ?? ''));
}

function newComments(format: Format, base: Text, side: Text): string[] {
  const known = new Set(format.comments(joined(base)));
  return format.comments(joined(side)).filter((comment) => !known.has(comment));
}

function hasAll(format: Format, bytes: Uint8Array, comments: ReadonlySet<string>): boolean {
  const there = new Set(format.comments(joined(textOf(new TextDecoder().decode(bytes)))));
  return [...comments].every((comment) => there.has(comment));
}
