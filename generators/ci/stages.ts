/** The constitution's eight stages, and the minutes that each may take. */
import type { Project } from '../../src/kit.js';

export const STAGES = ['lint', 'security-deps', 'test-unit', 'build', 'test-integration', 'test-contract', 'image', 'publish'] as const;
export type Stage = (typeof STAGES)[number];

/** Who gets the minutes above one each, in turn. */
const SLOW: readonly Stage[] = ['test-integration', 'lint', 'image', 'build', 'test-unit', 'test-contract'];

/** The longest whole number of minutes that is less than the limit, spread over the stages. */
export function minutes(project: Project): Readonly<Record<Stage, number>> {
  const spread = Object.fromEntries(STAGES.map((stage) => [stage, 1])) as Record<Stage, number>;
  for (let left = Math.ceil(limit(project)) - 1 - STAGES.length, next = 0; left > 0; left -= 1, next += 1) {
    const stage = SLOW[next % SLOW.length];
    if (stage !== undefined) spread[stage] += 1;
  }
  return spread;
}

/** Minutes the pipeline has to stay below. */
export function limit(project: Project): number {
  const { ci_minutes: given = 15 } = (project.sections['quality'] ?? {}) as { readonly ci_minutes?: number };
  return given;
}
