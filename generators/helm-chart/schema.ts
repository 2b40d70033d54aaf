/** values.schema.json: what the options hold, and nothing else. */
import type { JsonObject } from '../../src/kit.js';
import { OPTIONS } from './options.js';
import type { Option, Options } from './options.js';

/** The schema of all values. Helm itself adds `global`. */
export function valuesSchema(): JsonObject {
  const root = schemaOf(OPTIONS);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart',
    ...root,
    properties: { ...(root['properties'] as JsonObject), global: { type: 'object' } },
    // Production is deployed by digest and never relaxed.
    anyOf: [
      { properties: { environment: { not: { const: 'prod' } } } },
      { properties: { relaxed: { const: false }, image: { properties: { requireDigest: { const: true } } } } },
    ],
  };
}

function schemaOf(options: Options): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(options),
    properties: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { description: option.why, ...holds(option) }])),
  };
}

function holds(option: Option): JsonObject {
  if ('schema' in option) return option.schema;
  if ('group' in option) return schemaOf(option.group);
  return { type: 'object', minProperties: option.fewest, propertyNames: { pattern: option.key }, additionalProperties: schemaOf(option.each) };
}
