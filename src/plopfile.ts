/** Plop's door to the generators. */
import { generators } from '../generators/index.js';

/** Names of the generators. */
export default function names(): string[] {
  return generators.map((g) => g.name);
}
