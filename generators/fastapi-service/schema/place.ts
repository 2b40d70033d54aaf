/** Which module each named type lives in: its group's when one group uses it, else a shared one. */
import type { Definition } from './model.js';

/** A type that an operation of a group takes or answers. */
export interface Root {
  readonly group: string;
  readonly direction: 'request' | 'response';
  readonly uses: ReadonlySet<string>;
}

export interface Placed {
  /** Module -> its definitions, each after those it needs. A module imports shared ones and earlier ones of its group. */
  readonly modules: ReadonlyMap<string, readonly Definition[]>;
  /** Definition key -> module. */
  readonly moduleOf: ReadonlyMap<string, string>;
  readonly requests: ReadonlySet<string>;
  readonly responses: ReadonlySet<string>;
  /** Keys of definitions that refer to each other in a circle. */
  readonly cyclic: ReadonlySet<string>;
}

/** About as many lines as a module may have before types go to the next one. */
const MODULE_LINES = 900;

/** Keys that a definition names. */
export function needs(definition: Definition): ReadonlySet<string> {
  if (definition.kind === 'alias') return definition.type.uses;
  const keys = new Set<string>(definition.fields.flatMap((field) => [...field.type.uses]));
  for (const key of definition.extra?.uses ?? []) keys.add(key);
  if (definition.base !== null) keys.add(definition.base);
  return keys;
}

function reachable(definitions: ReadonlyMap<string, Definition>, roots: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const definition = definitions.get(key);
    if (definition === undefined || found.has(key)) continue;
    found.add(key);
    waiting.push(...needs(definition));
  }
  return found;
}

/** Strongly connected components, each after those it needs (Tarjan, without recursion). */
function components(definitions: ReadonlyMap<string, Definition>, keys: ReadonlySet<string>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const result: string[][] = [];
  const edges = (key: string): readonly string[] => [...needs(definitions.get(key) as Definition)].filter((next) => keys.has(next));
  for (const start of keys) {
    if (index.has(start)) continue;
    const work: { key: string; next: readonly string[]; at: number }[] = [];
    const enter = (key: string): void => {
      index.set(key, index.size);
      low.set(key, index.get(key) ?? 0);
      stack.push(key);
      onStack.add(key);
      work.push({ key, next: edges(key), at: 0 });
    };
    enter(start);
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { key, next } = frame;
      const child = next[frame.at];
      frame.at += 1;
      if (child !== undefined) {
        if (!index.has(child)) enter(child);
        else if (onStack.has(child)) low.set(key, Math.min(low.get(key) ?? 0, index.get(child) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) low.set(parent.key, Math.min(low.get(parent.key) ?? 0, low.get(key) ?? 0));
      if (low.get(key) !== index.get(key)) continue;
      const component = stack.splice(stack.indexOf(key));
      for (const member of component) onStack.delete(member);
      result.push(component);
    }
  }
  return result;
}

/** Within a circle: classes after those they inherit from, aliases first, otherwise by name as the document has them. */
function ordered(definitions: ReadonlyMap<string, Definition>, component: readonly string[]): readonly Definition[] {
  const order = [...definitions.keys()].filter((key) => component.includes(key));
  const done: Definition[] = [];
  const add = (key: string): void => {
    const definition = definitions.get(key);
    if (definition === undefined || done.includes(definition)) return;
    if (definition.kind === 'class' && definition.base !== null && component.includes(definition.base)) add(definition.base);
    done.push(definition);
  };
  for (const key of order) add(key);
  return done;
}

function lines(definition: Definition): number {
  if (definition.kind === 'alias') return 3 + Math.ceil(definition.type.code.length / 80);
  return 5 + definition.fields.reduce((sum, field) => sum + 2 + Math.ceil((field.description?.length ?? 0) / 90), 0);
}

/** Places everything that `roots` reach. */
export function place(definitions: ReadonlyMap<string, Definition>, roots: readonly Root[]): Placed {
  const users = new Map<string, Set<string>>();
  for (const group of new Set(roots.map((root) => root.group))) {
    const uses = roots.filter((root) => root.group === group).flatMap((root) => [...root.uses]);
    for (const key of reachable(definitions, uses)) users.set(key, (users.get(key) ?? new Set()).add(group));
  }
  const modules = new Map<string, Definition[]>();
  const moduleOf = new Map<string, string>();
  const cyclic = new Set<string>();
  const lengths = new Map<string, { part: number; lines: number }>();
  for (const component of components(definitions, new Set(users.keys()))) {
    const found = ordered(definitions, component);
    const [first] = component;
    const groups = [...(users.get(first ?? '') ?? [])];
    const home = groups.length === 1 ? `${groups[0] ?? ''}.models` : 'shared.models';
    const size = found.reduce((sum, definition) => sum + lines(definition), 0);
    const length = lengths.get(home) ?? { part: 1, lines: 0 };
    if (length.lines > 0 && length.lines + size > MODULE_LINES) {
      length.part += 1;
      length.lines = 0;
    }
    length.lines += size;
    lengths.set(home, length);
    const module = length.part === 1 ? home : `${home}_${length.part}`;
    modules.set(module, [...(modules.get(module) ?? []), ...found]);
    const [only] = found;
    const circle = found.length > 1 || (only !== undefined && needs(only).has(only.key));
    for (const definition of found) {
      moduleOf.set(definition.key, module);
      if (circle) cyclic.add(definition.key);
    }
  }
  const direction = (wanted: Root['direction']): ReadonlySet<string> =>
    reachable(definitions, roots.filter((root) => root.direction === wanted).flatMap((root) => [...root.uses]));
  return { modules, moduleOf, cyclic, requests: direction('request'), responses: direction('response') };
}
