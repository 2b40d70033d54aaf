/**
 * Project -> Plan: runs the generators in two phases and holds what they must not do to each other.
 * A broken promise here is a defect of a generator, never of the input.
 */
import type { Context, Generator } from '../kit.js';
import { comparePaths, pathDefect } from './paths.js';
import type { Contribution, PlanEntry, SlotName, Slots } from './model.js';

/** A generator broke a rule of planning; the message names every generator concerned. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlanError';
  }
}

/** Every file of the repository to be, sorted by path. */
export interface Plan {
  readonly entries: readonly PlanEntry[];
}

const SLOT_NAMES: { readonly [S in SlotName]: true } = {
  ignore: true, makeInclude: true, makeStep: true, environment: true, process: true, document: true, readme: true,
  decision: true, component: true, pythonPackage: true, image: true, alert: true, ciPart: true,
};

/**
 * Phase one collects contributions, phase two plans files. The result does not depend on the generators' order.
 * @throws PlanError on a duplicate key or path, a clash of names, or a path that is not portable.
 */
export function planProject(generators: readonly Generator[], context: Context, extra: readonly PlanEntry[] = []): Plan {
  const slots = collectSlots(generators, context);
  const entries = [...extra];
  for (const generator of generators) {
    for (const file of generator.plan(context, slots)) entries.push({ ...file, generator: generator.name });
  }
  return { entries: checkEntries(entries) };
}

interface Sent {
  readonly generator: string;
  readonly contribution: Contribution;
}

/** Phase one: every slot complete and sorted by (order, key). */
export function collectSlots(generators: readonly Generator[], context: Context): Slots {
  const bySlot = new Map<string, Map<string, Sent>>(Object.keys(SLOT_NAMES).map((name) => [name, new Map()]));
  for (const generator of generators) {
    for (const contribution of generator.contribute?.(context) ?? []) {
      const slot = bySlot.get(contribution.slot);
      if (slot === undefined) throw new PlanError(`Generator ${generator.name} sends to the slot ${contribution.slot}, which does not exist`);
      const earlier = slot.get(contribution.key);
      if (earlier !== undefined) {
        throw new PlanError(
          `Generators ${both(earlier.generator, generator.name)} both send "${contribution.key}" to the slot ${contribution.slot}`,
        );
      }
      slot.set(contribution.key, { generator: generator.name, contribution });
    }
  }
  const sorted = [...bySlot].map(([name, sent]) => [name, [...sent.values()].map((s) => s.contribution).sort(byOrder).map((c) => c.value)]);
  return Object.fromEntries(sorted) as Slots;
}

function byOrder(a: Contribution, b: Contribution): number {
  return a.order - b.order || comparePaths(a.key, b.key);
}

/** Names two generators the same way round whatever order they ran in. */
function both(a: string, b: string): string {
  return [a, b].sort(comparePaths).join(' and ');
}

/** Sorts, and refuses anything that some file system could not hold beside the rest. */
function checkEntries(entries: readonly PlanEntry[]): PlanEntry[] {
  const sorted = [...entries].sort((a, b) => comparePaths(a.path, b.path) || comparePaths(a.generator, b.generator));
  const files = new Map<string, PlanEntry>();
  for (const entry of sorted) {
    const defect = pathDefect(entry.path);
    if (defect !== null) throw new PlanError(`Generator ${entry.generator} plans ${JSON.stringify(entry.path)}: ${defect}`);
    const key = fold(entry.path);
    const earlier = files.get(key);
    if (earlier !== undefined) {
      const what = earlier.path === entry.path ? entry.path : `${earlier.path} and ${entry.path}, which some file systems cannot tell apart`;
      throw new PlanError(`Generators ${both(earlier.generator, entry.generator)} both plan ${what}`);
    }
    files.set(key, entry);
  }
  checkFolders(sorted, files);
  return sorted;
}

/** No file may be where another needs a folder, and a folder has one spelling. */
function checkFolders(entries: readonly PlanEntry[], files: ReadonlyMap<string, PlanEntry>): void {
  const spelling = new Map<string, { folder: string; entry: PlanEntry }>();
  for (const entry of entries) {
    for (let slash = entry.path.indexOf('/'); slash !== -1; slash = entry.path.indexOf('/', slash + 1)) {
      const folder = entry.path.slice(0, slash);
      const key = fold(folder);
      const file = files.get(key);
      if (file !== undefined) {
        throw new PlanError(`Generator ${file.generator} plans the file ${file.path}, where generator ${entry.generator} needs a folder`);
      }
      const earlier = spelling.get(key);
      if (earlier === undefined) spelling.set(key, { folder, entry });
      else if (earlier.folder !== folder) {
        throw new PlanError(
          `Generators ${both(earlier.entry.generator, entry.generator)} write the folder ${earlier.folder} in two ways: ${entry.path}`,
        );
      }
    }
  }
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
