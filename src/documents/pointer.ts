/** JSON pointers into a document, and the local references that use them. */
import type { Json, JsonObject } from '../json.js';

/** True for a JSON object (no array, no null). */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The object at a key, or an empty one. */
export function objectAt(value: Json | undefined, key: string): JsonObject {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
}

/** The array at a key, or an empty one. */
export function arrayAt(value: Json | undefined, key: string): readonly Json[] {
  const inner = isObject(value) ? value[key] : undefined;
  return Array.isArray(inner) ? (inner as readonly Json[]) : [];
}

/** The string at a key, or null. */
export function textAt(value: Json | undefined, key: string): string | null {
  const inner = isObject(value) ? value[key] : undefined;
  return typeof inner === 'string' ? inner : null;
}

/** `#/a~1b/c` of path segments. */
export function pointerOf(segments: readonly (string | number)[]): string {
  return `#${segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}

/** Segments of a local reference (`#/a/b`), percent-decoding included, or null when it is not one. */
export function segmentsOf(reference: string): readonly string[] | null {
  if (reference === '#') return [];
  if (!reference.startsWith('#/')) return null;
  return reference.slice(2).split('/').map((segment) => {
    const plain = safeDecode(segment);
    return plain.replaceAll('~1', '/').replaceAll('~0', '~');
  });
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The value at a path, or undefined. */
export function valueAt(root: Json, segments: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = root;
  for (const segment of segments) {
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(segment)];
    else if (isObject(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
}

/** Follows local `$ref`s until a value that is none; undefined when one leads nowhere or in a circle. */
export function follow(root: JsonObject, value: Json | undefined): Json | undefined {
  let current = value;
  for (let hops = 0; hops < 50; hops += 1) {
    const reference = isObject(current) ? current['$ref'] : undefined;
    if (typeof reference !== 'string') return current;
    const segments = segmentsOf(reference);
    current = segments === null ? undefined : valueAt(root, segments);
  }
  return undefined;
}

/** {@link follow}, as an object; an empty one when there is none. */
export function followObject(root: JsonObject, value: Json | undefined): JsonObject {
  const found = follow(root, value);
  return isObject(found) ? found : {};
}
