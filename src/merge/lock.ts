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

const FORMAT = 1;
const DIGEST = '[0-9a-f]{64}';
const OUTPUT = new RegExp(`^output (${DIGEST}) (100644|100755) (derived|merged|seeded|history) (.+)$`);
const INPUT = new RegExp(`^input (${DIGEST}|-) (.+)$`);

/** The bytes of a lock. */
export function formatLock(lock: Lock): string {
  const { name, version, digest } = lock.blueprint;
  return [
    `specwright-lock ${FORMAT}`,
    `tool ${lock.tool}`,
    `blueprint ${name} ${version} ${digest}`,
    `constitution ${lock.constitution}`,
    ...lock.inputs.map((i) => `input ${i.digest ?? '-'} ${i.path}`).sort(byPath(2)),
    ...lock.outputs.map((o) => `output ${o.digest} ${o.mode} ${o.ownership} ${o.path}`).sort(byPath(4)),
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
  const heading = ['specwright-lock', 'tool', 'blueprint', 'constitution'].flatMap(first);
  const both = parseLock([...heading, ...lines.filter((line) => /^(input|output) /.test(line)), ''].join('\n'));
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
  for (let i = 4; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line === '' && i === lines.length - 1) break;
    const input = INPUT.exec(line);
    const output = OUTPUT.exec(line);
    // The lock is committed: whoever wrote it must not reach what lies outside of the repository.
    if (leadsOutside(input?.[2] ?? output?.[4] ?? 'none')) throw new LockError('damaged', i + 1, 'this path leads out of the repository');
    if (input !== null) inputs.push({ path: input[2] ?? '', digest: input[1] === '-' ? null : (input[1] ?? null) });
    else if (output !== null) {
      const [, digest = '', mode, ownership, path = ''] = output;
      outputs.push({ path, digest, mode: mode as Mode, ownership: ownership as Ownership });
    } else throw new LockError('damaged', i + 1, 'this line is damaged');
  }
  const [, name = '', version = '', digest = ''] = blueprint;
  return { tool, blueprint: { name, version, digest }, constitution, inputs, outputs };
}
