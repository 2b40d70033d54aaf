/** The first stage: `specwright.yaml` in, {@link Spec} out. */
export { readSpec } from './read.js';
