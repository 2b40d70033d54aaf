/**
 * Random histories over a small tree: a blueprint that changes, a user who edits, merges in between, some of them
 * aborted, clashes settled one way or the other. Every line that either side writes is one of its kind, so that what
 * got lost, came back or was never delivered shows without a look at the engine's own books.
 */
import fc from 'fast-check';
import { mergeSnapshots } from '../../src/merge/snapshots.js';
import type { Entry, Merged, Sides, Snapshot } from '../../src/merge/snapshots.js';

/** One step: what is done, and numbers to choose by. */
export interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Steps as fast-check draws them. */
export const STEPS = fc.record({ op: fc.nat(359), a: fc.nat(999), b: fc.nat(999), c: fc.nat(999) });

/** How often which row of the decision table decided. */
export type Rows = Map<string, number>;

/** Two sides of a text and their base, for oracles. */
export interface Triple {
  readonly path: string;
  readonly base: string;
  readonly user: string;
  readonly next: string;
  readonly result: string;
  readonly conflict: boolean;
}

type Tree = Map<string, Entry>;

const text = (content: string, mode: Entry['mode'] = '100644'): Entry => ({ bytes: new TextEncoder().encode(content), mode });
const read = (entry: Entry | undefined): string => (entry === undefined ? '' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry.bytes));

const PYTHON = (name: string): string => `"""${name}"""\nimport os\n\n${[1, 2, 3].map((n) => `\ndef ${name}_${n}():\n    first = ${name}(${n})\n    second = first + ${n}\n    return second\n`).join('\n')}`;

function start(): Tree {
  return new Map([
    ['app.py', text(PYTHON('app'))],
    ['lib/one.py', text(PYTHON('one'))],
    ['lib/two.py', text(PYTHON('two'))],
    ['lib/__init__.py', text('')],
    ['docs/guide.md', text(Array.from({ length: 12 }, (_, i) => `Line ${i} of the guide.\n`).join(''))],
    ['package.json', text('{\n  "name": "toy",\n  "scripts": {\n    "dev": "run dev",\n    "test": "run test"\n  },\n  "dependencies": {\n    "alpha": "1.0.0",\n    "omega": "1.0.0"\n  }\n}\n')],
    ['values.yaml', text('# Values\nreplicas: 1\nimage:\n  name: toy\n  tag: "1"\nenv:\n  - name: A\n    value: a\n  - name: B\n    value: b\nhosts: [x, y]\n')],
    ['pyproject.toml', text('[project]\nname = "toy"\ndependencies = [\n  "alpha>=1",\n  "omega>=1",\n]\n\n[tool.lint]\nwidth = 100\n')],
    ['.dockerignore', text('dist\nnode_modules\n')],
    ['package-lock.json', text('{\n  "lockfileVersion": 3\n}\n')],
    ['logo.bin', { bytes: new Uint8Array([0, 1, 2, 3]), mode: '100644' }],
    ['run.sh', text('set -e\nbuild\ntest\n', '100755')],
  ]);
}

/** One history. @throws Error naming what went wrong. */
export class History {
  #base: Tree = start();
  #user: Tree = start();
  #next: Tree = start();
  #moved: ReadonlyMap<string, string> = new Map();
  #deleted: ReadonlySet<string> = new Set();
  /** What the blueprint has declared since the last merge. */
  #moves = new Map<string, string>();
  #count = 0;
  readonly triples: Triple[] = [];
  /** What was merged last: where to look when a history fails. */
  last: Sides | null = null;

  constructor(private readonly rows: Rows) {}

  play(steps: readonly Step[]): void {
    for (const step of steps) this.#step(step);
    this.#generate({ op: 0, a: 0, b: 0, c: 0 });
  }

  #step(step: Step): void {
    const kind = step.op % 10;
    if (kind < 4) edit(this.#user, step, `mine${(this.#count += 1)}`, this.#base);
    else if (kind < 8 && Math.floor(step.op / 10) % 36 === 32) this.#declare(step);
    else if (kind < 8) edit(this.#next, step, `news${(this.#count += 1)}`, null);
    else this.#generate(step);
  }

  /** The blueprint gives a file another name, and says so. */
  #declare({ a, b }: Step): void {
    const paths = [...this.#base.keys()].filter((path) => this.#next.has(path)).sort();
    const path = paths[a % paths.length];
    if (path === undefined) return;
    const name = `named/${b}-${path.replaceAll('/', '-')}`;
    move(this.#next, path, name);
    this.#moves.set(path, name);
  }

  #generate(step: Step): void {
    const sides = { moves: this.#moves, base: this.#base, user: this.#user, next: this.#next, moved: this.#moved, deleted: this.#deleted };
    this.last = sides;
    const merged = mergeSnapshots(sides);
    this.#check(merged);
    this.#count += 1;
    // Every fifth one is aborted: nothing changes.
    if (step.a % 5 === 4) return;
    const settled = new Map(merged.tree);
    for (const file of merged.files) if (file.action === 'conflict') settle(settled, file.path, step.b);
    const again = mergeSnapshots({ base: this.#next, user: settled, next: this.#next, moved: merged.moved, deleted: merged.deleted });
    const changed = again.files.filter((file) => ['create', 'update', 'merge', 'delete', 'conflict'].includes(file.action) && !merged.files.some((other) => other.path === file.path && other.action === 'conflict'));
    if (changed.length > 0) throw new Error(`a second run would ${changed.map((file) => `${file.action} ${file.path} (${file.note ?? ''})`).join(', ')}`);
    this.#moves = new Map();
    this.#base = new Map(this.#next);
    this.#user = settled;
    this.#moved = merged.moved;
    this.#deleted = merged.deleted;
  }

  #check({ files, tree, lost, moved }: Merged): void {
    if (lost.length > 0) throw new Error(`the ledger does not close: ${lost.join('; ')}`);
    const conflicts = new Set(files.filter((file) => file.action === 'conflict').map((file) => file.path));
    const there = tokens([...tree.values()]);
    for (const token of tokens([...this.#user.values()])) if (token.startsWith('mine') && !there.has(token)) throw new Error(`${token} of the user's is gone`);
    for (const file of files) {
      const ours = [...moved].find(([, to]) => to === file.path)?.[0] ?? file.path;
      const before = [...this.#moves].find(([, to]) => to === ours)?.[0] ?? ours;
      const [b, u, n, r] = [this.#base.get(before), this.#user.get(file.path) ?? this.#user.get(before), this.#next.get(ours), tree.get(file.path)];
      count(this.rows, row(b, u, n, file.action, ours !== file.path, file.note));
      // A run that says nothing is to be done has to have it all.
      const silent = file.note === 'you have what the blueprint changed';
      if (conflicts.has(file.path) || file.note?.includes('yours is kept') === true || !(silent || ['create', 'update', 'merge'].includes(file.action))) continue;
      const [bt, ut, nt, rt] = [b, u, n, r].map((entry) => tokens(entry === undefined ? [] : [entry]));
      for (const token of nt ?? []) if (bt?.has(token) !== true && rt?.has(token) !== true) throw new Error(`${file.path}: ${token} was not delivered`);
      for (const token of bt ?? []) {
        if (u !== undefined && (ut?.has(token) !== true || nt?.has(token) !== true) && rt?.has(token) === true) throw new Error(`${file.path}: ${token} came back`);
      }
      if (b !== undefined && u !== undefined && n !== undefined && u.mode !== '120000') this.triples.push({ path: file.path, base: read(b), user: read(u), next: read(n), result: read(r), conflict: false });
    }
    for (const path of conflicts) {
      const [b, u, n, r] = [this.#base.get(path), this.#user.get(path), this.#next.get(path), tree.get(path)];
      if (b !== undefined && u !== undefined && n !== undefined && u.mode !== '120000') this.triples.push({ path, base: read(b), user: read(u), next: read(n), result: read(r), conflict: true });
    }
    this.#checkNames(tree);
    this.#checkOwn(tree, conflicts);
    if (this.#isUntouched()) {
      // Two new files whose names differ in case only are shown as a conflict: not both can be there.
      for (const [path, entry] of this.#next) if (!conflicts.has(path) && read(tree.get(path)) !== read(entry)) throw new Error(`${path} is not as new, though nobody touched the tree`);
    }
  }

  /** No two names that many systems take for one, unless the user has both. */
  #checkNames(tree: Snapshot): void {
    const twins = (paths: Iterable<string>): Set<string> => {
      const seen = new Map<string, string>();
      const out = new Set<string>();
      for (const path of paths) {
        const other = seen.get(path.toLowerCase());
        if (other !== undefined) out.add(path.toLowerCase());
        seen.set(path.toLowerCase(), path);
      }
      return out;
    };
    const before = twins(this.#user.keys());
    const planned = twins(this.#next.keys());
    for (const path of twins(tree.keys())) if (!before.has(path) && !planned.has(path)) throw new Error(`${path} is there in two spellings`);
  }

  /** What is the user's alone is as it was, moves are followed, and line ends stay. */
  #checkOwn(tree: Snapshot, conflicts: ReadonlySet<string>): void {
    for (const [path, entry] of tree) {
      if (!conflicts.has(path) && read(entry).includes('<<<<<<< yours') && !read(this.#user.get(path)).includes('<<<<<<< yours')) throw new Error(`${path} has markers, and nobody says so`);
    }
    for (const [path, entry] of this.#user) {
      const after = tree.get(path);
      if (/(^|\/)own\//.test(path) && !this.#base.has(path) && !this.#next.has(path) && read(after) !== read(entry)) throw new Error(`${path} is the user's alone, and changed`);
      const crlf = /\r\n/.test(read(entry)) && !/(?<!\r)\n/.test(read(entry));
      const base = this.#base.get(path);
      if (crlf && base !== undefined && !/\r/.test(read(base)) && after !== undefined && !conflicts.has(path) && /(?<!\r)\n/.test(read(after))) throw new Error(`${path} has lost its line ends`);
    }
    const moved = [...this.#base].filter(([path, entry]) => !this.#user.has(path) && !this.#deleted.has(path) && entry.bytes.length > 40);
    for (const [path, entry] of moved) {
      const same = [...this.#user].filter(([other, mine]) => !this.#base.has(other) && !this.#next.has(other) && mine.mode !== '120000' && read(mine) === read(entry));
      const twins = [...this.#base.values()].filter((other) => read(other) === read(entry)).length;
      const next = this.#next.get(this.#moves.get(path) ?? path);
      if (same.length !== 1 || twins !== 1 || next === undefined) continue;
      const [now = ''] = same[0] ?? [];
      const there = tokens(tree.has(now) ? [tree.get(now) as Entry] : []);
      for (const token of tokens([next])) if (!there.has(token)) throw new Error(`${token} was not delivered to ${now}, which was ${path}`);
    }
  }

  #isUntouched(): boolean {
    return this.#user.size === this.#base.size && [...this.#base].every(([path, entry]) => {
      const mine = this.#user.get(path);
      return mine !== undefined && mine.mode === entry.mode && Buffer.compare(mine.bytes, entry.bytes) === 0;
    });
  }
}

function count(rows: Rows, key: string): void {
  rows.set(key, (rows.get(key) ?? 0) + 1);
}

/** The row of the decision table that a fate belongs to. */
function row(b: Entry | undefined, u: Entry | undefined, n: Entry | undefined, action: string, moved: boolean, note: string | null): string {
  const same = (x: Entry | undefined, y: Entry | undefined): boolean => x !== undefined && y !== undefined && x.mode === y.mode && Buffer.compare(x.bytes, y.bytes) === 0;
  const user = u === undefined ? 'missing' : u.mode === '120000' ? 'link' : same(u, b) ? 'as base' : same(u, n) ? 'as new' : b === undefined ? 'own' : 'edited';
  const next = n === undefined ? 'missing' : b === undefined ? 'added' : same(n, b) ? 'as base' : 'changed';
  const why = action === 'keep' || action === 'conflict' ? ` (${(note ?? '-').replace(/[:,;].*| in \d+ places|\S+\/\S+|\S+\.\w+/g, '').replace(/\s+/g, ' ').trim()})` : '';
  return `${b === undefined ? 'no base' : 'base'}, user ${user}${moved ? ' moved' : ''}, new ${next} -> ${action}${why}`;
}

function tokens(entries: readonly Entry[]): Set<string> {
  return new Set(entries.flatMap((entry) => read(entry).match(/(?:mine|news)\d+/g) ?? []));
}

/** What a person does with markers: takes one side, or both. */
function settle(tree: Tree, path: string, how: number): void {
  const entry = tree.get(path);
  if (entry === undefined || !read(entry).includes('<<<<<<< yours')) return;
  const parts = /<<<<<<< yours\r?\n([^]*?)\|\|\|\|\|\|\| base\r?\n[^]*?=======\r?\n([^]*?)>>>>>>> new\r?\n/g;
  const settled = read(entry).replace(parts, (_, mine: string, news: string) => [mine, news, mine + news][how % 3] ?? '');
  tree.set(path, text(settled, entry.mode));
}

const HOT = /(app\.py|package\.json|values\.yaml|pyproject\.toml|guide\.md|one\.py)$/;

/** Changes a tree at random: `base` to go back to for a user, null for a blueprint. */
function edit(tree: Tree, { op, a, b, c }: Step, token: string, base: Tree | null): void {
  const paths = [...tree.keys()].sort();
  // Half of all edits meet in a few files.
  const hot = paths.filter((other) => HOT.test(other));
  const path = a % 2 === 0 && hot.length > 0 ? hot[(a >> 1) % hot.length] : paths[(a >> 1) % paths.length];
  if (path === undefined) return;
  const entry = tree.get(path) as Entry;
  const kind = Math.floor(op / 10) % 36;
  if (kind < 18) tree.set(path, { ...entry, bytes: editBytes(path, entry, b, c, token) });
  else if (kind === 18) tree.delete(path);
  else if (kind === 19) tree.set(`${c % 2 === 0 ? 'lib' : 'docs'}/${token}.md`, text(`# ${token}\n\nWritten new.\n`));
  else if (kind === 20 || kind > 33) tree.set(['shared.json', 'Shared.json', 'conf/app.ini', 'conf', 'shared.md'][c % 5] ?? '', text(c % 5 < 2 ? `{ "${token}": 1 }\n` : `${token}\n`));
  else if (kind === 21) tree.set(path, { ...entry, mode: entry.mode === '100755' ? '100644' : '100755' });
  else if (kind === 22) tree.set(path, text(read(entry).replace(/(?<!\r)\n/g, '\r\n'), entry.mode));
  else if (base === null) return;
  else if (kind < 26) move(tree, path, path.replace(/[^/]+$/, (name) => `moved-${name}`));
  else if (kind < 28) for (const other of paths.filter((p) => p.startsWith('lib/'))) move(tree, other, other.replace('lib/', 'src/toy/'));
  else if (kind < 30) {
    const old = base.get(path);
    if (old !== undefined) tree.set(path, old);
  } else if (kind === 30) tree.set(path, { bytes: new TextEncoder().encode('run.sh'), mode: '120000' });
  else if (kind === 31) tree.set(path, { ...entry, bytes: new Uint8Array([0, c % 256, 7]) });
  else lookAlike(tree, path, token);
  clean(tree);
}

/** The user has something else now, that begins alike. */
function lookAlike(tree: Tree, path: string, token: string): void {
  const lines = read(tree.get(path)).split('\n');
  tree.delete(path);
  tree.set(path.replace(/[^/]+$/, (name) => `own/own-${name}`), text([...lines.slice(0, Math.floor(lines.length / 3)), ...Array.from({ length: Math.max(6, lines.length) }, (_, i) => `${token} says something else, line ${i} of it`)].join('\n')));
}

function move(tree: Tree, from: string, to: string): void {
  const entry = tree.get(from);
  if (entry === undefined || tree.has(to)) return;
  tree.delete(from);
  tree.set(to, entry);
}

/** No file where a folder is. */
function clean(tree: Tree): void {
  if ([...tree.keys()].some((path) => path.startsWith('conf/'))) tree.delete('conf');
}

function editBytes(path: string, entry: Entry, b: number, c: number, token: string): Uint8Array {
  if (entry.mode === '120000') return entry.bytes;
  if (path.endsWith('.bin') || entry.bytes.includes(0)) return new Uint8Array([0, ...new TextEncoder().encode(token)]);
  const content = read(entry);
  const end = content.includes('\r\n') ? '\r\n' : '\n';
  const lines = content.split(end);
  if (lines.at(-1) === '') lines.pop();
  const at = lines.length === 0 ? 0 : b % lines.length;
  const line = lines[at] ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  switch (c % 8) {
    case 0: case 1:
      lines[at] = changed(path, line, token);
      break;
    case 2: case 3:
      lines.splice(at + 1, 0, indent + written(path, line, token));
      break;
    case 4:
      lines.splice(at, 1 + (c % 3));
      break;
    case 5: // A block indented anew.
      for (let i = at; i < Math.min(at + 4, lines.length); i += 1) lines[i] = (lines[i] ?? '').trim() === '' ? '' : `    ${lines[i] ?? ''}`;
      break;
    case 6: { // A block moved.
      const block = lines.splice(at, 5);
      lines.splice((c * 7) % (lines.length + 1), 0, ...block);
      break;
    }
    default:
      return new TextEncoder().encode(content.endsWith(end) ? content.slice(0, -end.length) : `${content}${end}`);
  }
  return new TextEncoder().encode(lines.map((l) => l + end).join(''));
}

/** A line with another value. */
function changed(path: string, line: string, token: string): string {
  if (/\.(json|yaml|toml)$/.test(path)) return line.replace(/(?<=: |= )"?[\w.]+"?(?=,?$)/, `"${token}"`);
  return line === '' ? token : line.replace(/\w+(?=\W*$)/, token);
}

/** A new line. */
function written(path: string, line: string, token: string): string {
  if (path.endsWith('.json')) return line.trimEnd().endsWith(',') || /[{[]$/.test(line) ? `"${token}": "1",` : `"${token}": "1"`;
  if (/\.(yaml|toml)$/.test(path) && token.length % 2 === 0) return `# ${token}`;
  if (path.endsWith('.yaml')) return line.trim().startsWith('-') ? `# ${token}` : `${token}: 1`;
  if (path.endsWith('.toml')) return line.includes('>=') ? `"${token}>=1",` : `${token} = 1`;
  return token;
}

/** Merges of one history, for whoever compares them with others. */
export function triplesOf(steps: readonly Step[], rows: Rows): readonly Triple[] {
  const history = new History(rows);
  history.play(steps);
  return history.triples;
}

