/** The schemas that the build publishes. */
export { dataModelSchema as modelSchema } from './plan/data-model.js';
export { specJsonSchema as specSchema } from './spec/schema.js';
