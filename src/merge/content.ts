/** What both sides changed in one file -> one file, by what kind of file it is. */
import { mergeData } from './data/merge.js';
import { formatOf } from './formats.js';
import type { Format } from './data/model.js';
import { decode } from './text/decode.js';
import type { Text } from './text/decode.js';
import { clashingText, mergeText } from './text/merge.js';
import { definedTwice, lineKeyOf } from './text/sets.js';

/** `merged`: both; `kept`: the user's, and why; `clash`: markers in the bytes, or the user's as it is when they are null. */
export type MergedContent =
  | { readonly kind: 'merged'; readonly bytes: Uint8Array; readonly note: string | null }
  | { readonly kind: 'kept'; readonly note: string | null }
  | { readonly kind: 'clash'; readonly bytes: Uint8Array | null; readonly note: string };

const LOCKFILES = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pylock(\.[\w-]+)?\.toml|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock|\.terraform\.lock\.hcl|Chart\.lock)$/;

/** Merges a file that user and blueprint both changed; a null base is one that is not there. */
export function mergeContent(path: string, base: Uint8Array | null, user: Uint8Array, next: Uint8Array): MergedContent {
  if (LOCKFILES.test(path) || isPinned(path, user)) {
    return { kind: 'kept', note: 'a lockfile that you and the blueprint both changed: yours is kept, lock again' };
  }
  const sides = [base ?? new Uint8Array(), user, next].map(decode);
  if (sides.some((side) => side.kind === 'binary')) {
    if (base === null) return { kind: 'clash', bytes: null, note: 'a file of yours is where a new one belongs, and they are no texts: yours is there' };
    return { kind: 'kept', note: 'you and the blueprint both changed it, and it is no text: yours is kept' };
  }
  const [b, u, n] = sides.map((side) => (side.kind === 'text' ? side.text : null));
  if (b == null || u == null || n == null) {
    return { kind: 'clash', bytes: null, note: 'you and the blueprint both changed it, and it is not UTF-8: yours is there, merge it by hand' };
  }
  const format = formatOf(path);
  const data = format === null ? null : mergeData(format, b, u, n);
  if (data !== null && data.clashes.length > 0) return { kind: 'clash', bytes: data.bytes, note: `${why(base)}: ${data.clashes.filter((c) => c !== '').join(', ') || 'its value'}` };
  if (data !== null) return { kind: 'merged', bytes: data.bytes, note: null };
  const { bytes, clashes } = mergeText(b, u, n, lineKeyOf(path));
  if (clashes === 0 && format !== null && broken(format, [b, u, n], bytes)) return { kind: 'clash', bytes: clashingText(b, u, n).bytes, note: `${why(base)}: together they could not be read` };
  const merged = decode(bytes);
  if (clashes === 0 && merged.kind === 'text' && definedTwice(path, b.lines, u.lines, n.lines, merged.text.lines)) return { kind: 'clash', bytes: clashingText(b, u, n).bytes, note: `${why(base)}: one name would be defined twice` };
  if (clashes === 0) return { kind: 'merged', bytes, note: null };
  return { kind: 'clash', bytes, note: `${why(base)}${clashes === 1 ? '' : ` in ${clashes} places`}` };
}

/** Every side can be read, and the merged lines cannot: a key twice, an anchor that is gone. */
function broken(format: Format, sides: readonly Text[], bytes: Uint8Array): boolean {
  const reads = (text: Text): boolean => {
    const content = text.lines.map((line) => `${line}\n`).join('');
    return content.trim() === '' || (format.reads?.(content) ?? format.parse(content) !== null);
  };
  const merged = decode(bytes);
  return merged.kind === 'text' && !reads(merged.text) && sides.every(reads);
}

function why(base: Uint8Array | null): string {
  return base === null ? 'you and the blueprint both added it' : 'you and the blueprint changed the same lines';
}

/** Requirements with hashes: written by a resolver. */
function isPinned(path: string, bytes: Uint8Array): boolean {
  return /(^|\/)[\w.-]*(requirements|constraints)[\w.-]*\.(txt|lock)$/.test(path) && /--hash=sha256:/.test(new TextDecoder().decode(bytes.subarray(0, 100_000)));
}

