/** The schemas that the build publishes. */
import type { JsonObject } from './json.js';

export { specJsonSchema as specSchema } from './spec/schema.js';

/** The JSON Schema of what data templates see. */
export function modelSchema(): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema' };
}
