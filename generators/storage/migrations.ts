/**
 * Alembic revisions. A pure function of the storage now, the storage before, and the names of the revisions that
 * exist; revisions are history and never rewritten.
 */
import { createHash } from 'node:crypto';
import type { StorageModel } from './model.js';
import { createAll } from './first.js';
import { storageDifference, type Undecided } from './diff.js';
import { pyString } from './python-literals.js';
import type { Step } from './operations.js';

/** `0003_1f0c2a9be3d4_add_colour.py`: number and digest are the revision, the rest is for people. */
const FILE = /^((\d{4})_[0-9a-f]{12})_[^/]*\.py$/;

export interface Revision {
  readonly fileName: string;
  readonly view: RevisionView;
}

export interface RevisionView {
  readonly message: string;
  readonly revisionCode: string;
  readonly downRevisionCode: string;
  readonly created: string;
  readonly importLines: readonly string[];
  readonly upgradeCodes: readonly string[];
  readonly downgradeCodes: readonly string[];
}

export interface Next {
  /** Null when the storage is what it was. */
  readonly revision: Revision | null;
  /** Fields that need a default before the revision can be written. */
  readonly undecided: readonly Undecided[];
}

interface Parent {
  readonly number: number;
  readonly revision: string | null;
}

/** What the next revision is. `existing` are file names, not paths. */
export function nextRevision(now: StorageModel, before: StorageModel | null, existing: readonly string[], created: string): Next {
  if (before === null || (before.tables.length === 0 && existing.length === 0)) return { revision: first(now, createAll(now.tables), existing, created), undecided: [] };
  const { steps, undecided } = storageDifference(before, now);
  return { revision: steps.length === 0 ? null : following(now, before, steps, existing, created), undecided };
}

/** Follows the newest revision; when that is this very revision, from a run that was interrupted, it is planned again. */
function following(now: StorageModel, before: StorageModel, steps: readonly Step[], existing: readonly string[], created: string): Revision {
  const [head, ...older] = lineage(existing);
  const again = older[0] === undefined ? null : revision(older[0], steps, message(before, now), created);
  if (again !== null && existing.includes(again.fileName)) return again;
  return revision(head ?? { number: 0, revision: null }, steps, message(before, now), created);
}

/** The first revision is planned while nothing else is there, so that an interrupted run can be completed. */
function first(now: StorageModel, steps: readonly Step[], existing: readonly string[], created: string): Revision | null {
  const planned = revision({ number: 0, revision: null }, steps, 'create tables', created);
  const others = existing.filter((name) => FILE.test(name) && name !== planned.fileName);
  return others.length === 0 && now.tables.length > 0 ? planned : null;
}

/** Revisions that exist, newest first, and at last the beginning. */
function lineage(existing: readonly string[]): Parent[] {
  const found = existing.flatMap((name) => {
    const match = FILE.exec(name);
    return match === null ? [] : [{ number: Number(match[2]), revision: match[1] ?? null }];
  });
  return [...found.toSorted((a, b) => b.number - a.number), { number: 0, revision: null }];
}

function revision(parent: Parent, steps: readonly Step[], message: string, created: string): Revision {
  const up = steps.flatMap((s) => s.up);
  const down = steps.toReversed().flatMap((s) => s.down);
  const digest = createHash('sha256').update(JSON.stringify([parent.revision, up, down])).digest('hex').slice(0, 12);
  const id = `${String(parent.number + 1).padStart(4, '0')}_${digest}`;
  return {
    fileName: `${id}_${message.replaceAll(' ', '_')}.py`,
    view: {
      message: `${message.charAt(0).toUpperCase()}${message.slice(1)}`,
      revisionCode: pyString(id),
      downRevisionCode: parent.revision === null ? 'None' : pyString(parent.revision),
      created,
      importLines: imports([...up, ...down].join('\n')),
      upgradeCodes: up,
      downgradeCodes: down.length === 0 ? ['pass'] : down,
    },
  };
}

function imports(code: string): string[] {
  const wanted: [string, boolean][] = [
    ['import sqlalchemy as sa', /\bsa\./.test(code)],
    ['from alembic import op', true],
    ['from sqlalchemy.dialects import postgresql', code.includes('postgresql.')],
    ['', code.includes('retired.')],
    ['from servicekit.entities import retired', code.includes('retired.')],
  ];
  return wanted.filter(([, used]) => used).map(([line]) => line);
}

/** A few words for the file name: the tables that change, or how many. */
function message(before: StorageModel, now: StorageModel): string {
  const old = new Map(before.tables.map((t) => [t.name, JSON.stringify(t)]));
  const changed = now.tables.filter((t) => old.get(t.name) !== JSON.stringify(t)).map((t) => t.name);
  if (changed.length === 0) return 'retire tables';
  return changed.length === 1 ? `change ${(changed[0] ?? '').slice(0, 40)}` : `change ${changed.length} tables`;
}
