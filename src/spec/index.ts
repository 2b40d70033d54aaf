/** The first stage: `specwright.yaml` in, {@link Spec} out. */
export { readSpec } from './read.js';
export { specJsonSchema } from './schema.js';
export { SCHEMA_PATH, writeSpec } from './write.js';
export type { SpecAnswers } from './write.js';
