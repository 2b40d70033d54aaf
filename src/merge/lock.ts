/** `.specwright/lock`: text of sorted lines, so that a version control system merges it and people can read it. */
import type { Ownership } from '../plan/model.js';
import { comparePaths, leadsOutside } from '../plan/paths.js';
import type { Mode } from '../render/model.js';
import type { Lock, LockedInput, LockedOutput } from './model.js';

/** Why a lock cannot be used. */
export class LockError extends Error {
  constructor(
    readonly reason: 'newer' | 'damaged',
    readonly line: number,
    message: string,
  ) {
    super(message);
    this.name = 'LockError';
  }
}

/** What this tool reads. It writes 1 while nothing needs more, so that older tools can read along. */
const FORMAT = 2;
const DIGEST = '[0-9a-f]{64}';
const OUTPUT = new RegExp(`^output (${DIGEST}) (100644|100755) (derived|merged|seeded|history) (.+)$`);
const INPUT = new RegExp(`^input (${DIGEST}|-) (.+)$`);
/** Format 2. Paths may hold blanks: a pair of them is written as JSON. */
const MOVED = /^moved (\["(?:[^"\\]|\\.)+","(?:[^"\\]|\\.)+"\])$/;
const DELETED = /^deleted (.+)$/;

/** The bytes of a lock. */
export function formatLock(lock: Lock): string {
  const { name, version, digest } = lock.blueprint;
  const moved = [...(lock.moved ?? [])].map((pair) => `moved ${JSON.stringify(pair)}`).sort(comparePaths);
  const deleted = [...(lock.deleted ?? [])].map((path) => `deleted ${path}`).sort(comparePaths);
  return [
    `specwright-lock ${moved.length + deleted.length > 0 ? 2 : 1}`,
    `tool ${lock.tool}`,
    `blueprint ${name} ${version} ${digest}`,
    `constitution ${lock.constitution}`,
    ...lock.inputs.map((i) => `input ${i.digest ?? '-'} ${i.path}`).sort(byPath(2)),
    ...lock.outputs.map((o) => `output ${o.digest} ${o.mode} ${o.ownership} ${o.path}`).sort(byPath(4)),
    ...moved,
    ...deleted,
    '',
  ].join('\n');
}

/** Sorts lines by what follows their nth space. */
function byPath(spaces: number): (a: string, b: string) => number {
  const path = (line: string) => line.split(' ').slice(spaces).join(' ');
  return (a, b) => comparePaths(path(a), path(b));
}

const MARKER = /^(<{7}|={7}|>{7}|\|{7})/;

/** True when version control left both sides of a merge in the text. */
function hasMarkers(text: string): boolean {
  return text.split('\n').some((line) => MARKER.test(line));
}

/**
 * A lock with both sides of a merge in it, made whole: the first of each heading and input, and of two lines for one
 * output the one that `onDisk` says is there, otherwise the first. @throws LockError like {@link parseLock}.
 */
function mendLock(text: string, onDisk: (path: string) => string | null): Lock {
  const lines = text.replaceAll('\r\n', '\n').split('\n').filter((line) => line !== '' && !MARKER.test(line));
  const first = (word: string): string[] => lines.filter((line) => line.startsWith(`${word} `)).slice(0, 1);
  const format = lines.filter((line) => line.startsWith('specwright-lock ')).sort().slice(-1);
  const heading = ['tool', 'blueprint', 'constitution'].flatMap(first);
  const both = parseLock([...format, ...heading, ...lines.filter((line) => /^(input|output|moved|deleted) /.test(line)), ''].join('\n'));
  const inputs = new Map([...both.inputs].reverse().map((input) => [input.path, input]));
  const outputs = new Map<string, LockedOutput>();
  for (const line of both.outputs) {
    const earlier = outputs.get(line.path);
    if (earlier === undefined || (earlier.digest !== line.digest && line.digest === onDisk(line.path))) outputs.set(line.path, line);
  }
  return { ...both, inputs: [...inputs.values()].reverse(), outputs: [...outputs.values()] };
}

/** A lock as it lies in a folder, which a merge may have left in two versions. @throws LockError like {@link parseLock}. */
export function readLockText(text: string, onDisk: (path: string) => string | null): Lock {
  return hasMarkers(text) ? mendLock(text, onDisk) : parseLock(text);
}

/** `next` without any claim about `open` paths: they keep the lines of the lock before, or have none. */
export function withOpen(next: Lock, last: Lock | null, open: ReadonlySet<string>): Lock {
  const kept = (last?.outputs ?? []).filter((line) => open.has(line.path));
  return { ...next, outputs: [...next.outputs.filter((line) => !open.has(line.path)), ...kept] };
}

/** Reads a lock. @throws LockError when a newer tool wrote it, or when it is damaged (merge conflict markers included). */
export function parseLock(text: string): Lock {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const format = /^specwright-lock (\d+)$/.exec(lines[0] ?? '');
  if (format === null) throw new LockError('damaged', 1, 'this is no lock');
  if (Number(format[1]) > FORMAT) throw new LockError('newer', 1, 'a newer Specwright wrote this lock');
  const tool = /^tool (\S+)$/.exec(lines[1] ?? '')?.[1];
  const blueprint = new RegExp(`^blueprint (\\S+) (\\S+) (${DIGEST})$`).exec(lines[2] ?? '');
  const constitution = /^constitution (\S+)$/.exec(lines[3] ?? '')?.[1];
  if (tool === undefined || blueprint === null || constitution === undefined) throw new LockError('damaged', 2, 'the heading is damaged');
  const inputs: LockedInput[] = [];
  const outputs: LockedOutput[] = [];
  const moved = new Map<string, string>();
  const deleted = new Set<string>();
  for (let i = 4; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line === '' && i === lines.length - 1) break;
    const input = INPUT.exec(line);
    const output = OUTPUT.exec(line);
    const [from, to] = pairOf(MOVED.exec(line)?.[1]);
    const gone = DELETED.exec(line)?.[1];
    // The lock is committed: whoever wrote it must not reach what lies outside of the repository.
    if ([input?.[2], output?.[4], from, to, gone].some((path) => path !== undefined && leadsOutside(path))) throw new LockError('damaged', i + 1, 'this path leads out of the repository');
    if (input !== null) inputs.push({ path: input[2] ?? '', digest: input[1] === '-' ? null : (input[1] ?? null) });
    else if (output !== null) {
      const [, digest = '', mode, ownership, path = ''] = output;
      outputs.push({ path, digest, mode: mode as Mode, ownership: ownership as Ownership });
    } else if (Number(format[1]) >= 2 && from !== undefined && to !== undefined) moved.set(from, to);
    else if (Number(format[1]) >= 2 && gone !== undefined) deleted.add(gone);
    else throw new LockError('damaged', i + 1, 'this line is damaged');
  }
  const [, name = '', version = '', digest = ''] = blueprint;
  return { tool, blueprint: { name, version, digest }, constitution, inputs, outputs, ...(moved.size > 0 ? { moved } : {}), ...(deleted.size > 0 ? { deleted } : {}) };
}

function pairOf(text: string | undefined): readonly string[] {
  try {
    return text === undefined ? [] : (JSON.parse(text) as string[]);
  } catch {
    return [];
  }
}
