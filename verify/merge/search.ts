/** Plays histories until one fails: what planted bugs are looked for with. */
import fc from 'fast-check';
import { STEPS, triplesOf } from './histories.js';

/** The number of histories until the first that fails, and why; null when none does. */
export function firstFailure(histories: number, seed: number): { readonly after: number; readonly why: string } | null {
  const rows = new Map<string, number>();
  const steps = fc.array(STEPS, { minLength: 6, maxLength: 40, size: 'max' });
  const outcome = fc.check(fc.property(steps, (all) => void triplesOf(all, rows)), { numRuns: histories, seed, endOnFailure: true });
  return outcome.failed ? { after: outcome.numRuns, why: String(outcome.errorInstance).split('\n')[0] ?? '' } : null;
}
