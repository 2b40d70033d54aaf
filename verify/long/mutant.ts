/** One listed mistake: an edit of one generated file, made for as long as it is judged. */
import { readFileSync, writeFileSync } from 'node:fs';

import type { Inspected } from '../harness/checks.js';
import type { Repository } from '../repository/repository.js';

export interface Mutant {
  /** A file of the repository. */
  readonly file: string;
  /** What the edit breaks, for people. */
  readonly breaks: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Who noticed a mutant; null: nobody did. */
export type Judge = () => Promise<string | null>;

/** Makes the edit, lets it be judged and takes it back, whatever happens. */
export async function judged(repository: Repository, mutant: Mutant, judge: Judge): Promise<Inspected> {
  const file = repository.path(mutant.file);
  const before = readFileSync(file, 'utf8');
  if (before.split(mutant.find).length !== 2) {
    return { count: 0, unit: 'mutants', problems: [`${mutant.file} does not hold the text exactly once: ${mutant.find}`] };
  }
  writeFileSync(file, before.replace(mutant.find, () => mutant.replace));
  try {
    const by = await judge();
    return {
      count: 1, unit: 'mutants', note: by === null ? 'survived' : `noticed by ${by}`,
      problems: by === null ? [`it survives: ${mutant.file}: ${mutant.find.trim()}`] : [],
    };
  } finally {
    writeFileSync(file, before);
  }
}
