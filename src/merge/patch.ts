/** Changes -> a patch in git's format: new, changed and deleted files, modes, binaries. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { diffIndices } from 'node-diff3';
import type { Change } from './model.js';

const CONTEXT = 3;

/** One patch for all changes; empty when there are none. `bytesOf` reads a file as it is on disk. */
export function formatPatch(changes: readonly Change[], bytesOf: (path: string) => Uint8Array): string {
  return changes
    .filter((change) => change.after !== null || change.action === 'delete')
    .map((change) => filePatch(change, change.before === null ? null : bytesOf(change.path)))
    .join('');
}

function filePatch(change: Change, before: Uint8Array | null): string {
  const after = change.after === null ? null : (change.after.bytes ?? before);
  const a = quote(`a/${change.path}`);
  const b = quote(`b/${change.path}`);
  const out = [`diff --git ${a} ${b}`];
  if (before === null) out.push(`new file mode ${change.after?.mode ?? '100644'}`);
  else if (after === null) out.push(`deleted file mode ${change.before?.mode ?? '100644'}`);
  else if (change.before?.mode !== change.after?.mode) out.push(`old mode ${change.before?.mode ?? ''}`, `new mode ${change.after?.mode ?? ''}`);
  if (before !== null && after !== null && Buffer.compare(before, after) === 0) return `${out.join('\n')}\n`;
  const mode = before !== null && after !== null && change.before?.mode === change.after?.mode ? ` ${change.after?.mode ?? ''}` : '';
  out.push(`index ${blobId(before)}..${blobId(after)}${mode}`);
  if ((before?.length ?? 0) === 0 && (after?.length ?? 0) === 0) return `${out.join('\n')}\n`;
  if (isBinary(before) || isBinary(after)) return `${out.join('\n')}\n${binaryPatch(before, after)}`;
  out.push(`--- ${before === null ? '/dev/null' : named(a)}`, `+++ ${after === null ? '/dev/null' : named(b)}`);
  return `${out.join('\n')}\n${hunks(textOf(before), textOf(after))}`;
}

/** git ends a name with a tab when it holds a space. */
function named(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

/** git's C-style quoting of names with control characters, quotes or backslashes. */
function quote(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is quoted
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  // eslint-disable-next-line no-control-regex -- as above
  return `"${name.replace(/["\\]/g, '\\$&').replace(/[\u0000-\u001f\u007f]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}

function blobId(bytes: Uint8Array | null): string {
  if (bytes === null) return '0'.repeat(40);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** As git decides: a NUL byte, or bytes that are no UTF-8 and so could not be printed. */
function isBinary(bytes: Uint8Array | null): boolean {
  if (bytes === null) return false;
  if (bytes.subarray(0, 8000).includes(0)) return true;
  try {
    textOf(bytes);
    return false;
  } catch {
    return true;
  }
}

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Lines with their ends: a last line without one differs from one with it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Edit {
  readonly from: number;
  readonly remove: readonly string[];
  readonly to: number;
  readonly add: readonly string[];
}

function hunks(before: string, after: string): string {
  const old = linesOf(before);
  const edits: Edit[] = diffIndices(old, linesOf(after)).map((d) => ({
    from: d.buffer1[0], remove: d.buffer1Content, to: d.buffer2[0], add: d.buffer2Content,
  }));
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && edit.from - (last.from + last.remove.length) <= CONTEXT * 2) groups.at(-1)?.push(edit);
    else groups.push([edit]);
  }
  return groups.map((group) => hunk(group, old)).join('');
}

function hunk(group: readonly Edit[], old: readonly string[]): string {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const start = Math.max(0, first.from - CONTEXT);
  const end = Math.min(old.length, last.from + last.remove.length + CONTEXT);
  const body: string[] = [];
  let at = start;
  for (const edit of group) {
    for (; at < edit.from; at += 1) body.push(` ${old[at] ?? ''}`);
    for (const line of edit.remove) body.push(`-${line}`);
    for (const line of edit.add) body.push(`+${line}`);
    at = edit.from + edit.remove.length;
  }
  for (; at < end; at += 1) body.push(` ${old[at] ?? ''}`);
  const removed = group.reduce((n, e) => n + e.remove.length, 0);
  const added = group.reduce((n, e) => n + e.add.length, 0);
  const oldCount = end - start;
  const newCount = oldCount - removed + added;
  const newStart = first.to - (first.from - start);
  const lines = body.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
  return `@@ -${range(start, oldCount)} +${range(newStart, newCount)} @@\n${lines.join('')}`;
}

function range(start: number, count: number): string {
  const from = count === 0 ? start : start + 1;
  return count === 1 ? String(from) : `${from},${count}`;
}

function binaryPatch(before: Uint8Array | null, after: Uint8Array | null): string {
  return `GIT binary patch\n${literal(after ?? new Uint8Array())}\n${literal(before ?? new Uint8Array())}\n`;
}

function literal(bytes: Uint8Array): string {
  const packed = deflateSync(bytes);
  const lines: string[] = [`literal ${bytes.length}`];
  for (let i = 0; i < packed.length; i += 52) {
    const part = packed.subarray(i, i + 52);
    const length = part.length <= 26 ? String.fromCharCode(64 + part.length) : String.fromCharCode(96 + part.length - 26);
    lines.push(length + base85(part));
  }
  return `${lines.join('\n')}\n`;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

function base85(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 4) {
    let word = 0;
    for (let j = 0; j < 4; j += 1) word = word * 256 + (bytes[i + j] ?? 0);
    let group = '';
    for (let j = 0; j < 5; j += 1) {
      group = (DIGITS[word % 85] ?? '') + group;
      word = Math.floor(word / 85);
    }
    out += group;
  }
  return out;
}
