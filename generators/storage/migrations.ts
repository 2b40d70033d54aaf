/**
 * Alembic revisions. A pure function of the storage now, the storage before, and the revisions that exist, which may be
 * the user's own; revisions are history and never rewritten.
 */
import { createHash } from 'node:crypto';
import type { StorageModel } from './model.js';
import { createAll } from './first.js';
import { storageDifference, type Undecided } from './diff.js';
import { pyString } from './python-literals.js';
import type { Step } from './operations.js';
import { headOf, readRevisions } from './revisions.js';
import type { Known, RevisionFile, Unclear } from './revisions.js';

/** `0003_1f0c2a9be3d4_add_colour.py`: number and digest are the revision, the rest is for people. */
const FILE = /^(\d{4})_[0-9a-f]{12}_[^/]*\.py$/;

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
  /** Why there is no one revision that the next could follow. */
  readonly unclear: Unclear | null;
}

interface Parent {
  readonly number: number;
  readonly revision: string | null;
}

/** What the next revision is. */
export function nextRevision(now: StorageModel, before: StorageModel | null, existing: readonly RevisionFile[], created: string): Next {
  if (before === null || (before.tables.length === 0 && existing.length === 0)) return { undecided: [], ...first(now, createAll(now.tables), existing, created) };
  const { steps, undecided } = storageDifference(before, now);
  return { undecided, ...(steps.length === 0 ? NOTHING : following(now, before, steps, existing, created)) };
}

type Planned = Pick<Next, 'revision' | 'unclear'>;

const NOTHING: Planned = { revision: null, unclear: null };

/** Follows the newest revision; one that is this very step already, from a run that was interrupted, is planned again. */
function following(now: StorageModel, before: StorageModel, steps: readonly Step[], existing: readonly RevisionFile[], created: string): Planned {
  const words = message(before, now);
  const { known, unclear } = readRevisions(existing);
  const again = known.map((one) => anew(one, steps, words, created)).find((one) => one !== null);
  if (again !== undefined) return { revision: again, unclear: null };
  return after(known, unclear, highest(existing), (parent) => revision(parent, steps, words, created));
}

/** The first revision is planned while nothing else of ours is there, so that an interrupted run can be completed. */
function first(now: StorageModel, steps: readonly Step[], existing: readonly RevisionFile[], created: string): Planned {
  const ours = existing.filter(({ fileName }) => FILE.test(fileName));
  const { known, unclear } = readRevisions(existing.filter((file) => !ours.includes(file)));
  const planned = after(known, unclear, 0, (parent) => revision(parent, steps, 'create tables', created));
  const others = ours.filter(({ fileName }) => fileName !== planned.revision?.fileName);
  return others.length === 0 && now.tables.length > 0 ? planned : NOTHING;
}

/** A revision after all that are known. */
function after(known: readonly Known[], unclear: Unclear | null, number: number, make: (parent: Parent) => Revision): Planned {
  const head = unclear ?? headOf(known);
  return 'at' in head ? { revision: null, unclear: head } : { revision: make({ number, revision: head.id }), unclear: null };
}

/** The same steps after what a revision follows: itself, when it is what they made before. */
function anew({ fileName, down }: Known, steps: readonly Step[], words: string, created: string): Revision | null {
  const number = numberOf(fileName);
  if (number === null || down.length > 1) return null;
  const made = revision({ number: number - 1, revision: down[0] ?? null }, steps, words, created);
  return made.fileName === fileName ? made : null;
}

/** The highest number of ours, those that were deleted included: no file name comes twice. */
function highest(existing: readonly RevisionFile[]): number {
  return Math.max(0, ...existing.map(({ fileName }) => numberOf(fileName) ?? 0));
}

function numberOf(fileName: string): number | null {
  const match = FILE.exec(fileName);
  return match === null ? null : Number(match[1]);
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
