/** The schemas that the build publishes. */
import type { JsonObject } from './json.js';

/** The JSON Schema of the spec. */
export function specSchema(): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema' };
}

/** The JSON Schema of what data templates see. */
export function modelSchema(): JsonObject {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema' };
}
