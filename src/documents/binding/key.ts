/** Which property of an object its path parameter means, and what a service can fill in by itself. */
import type { JsonObject } from '../../json.js';
import { takesNull, typesOf, type Shape } from './shape.js';

const USUAL_KEYS = ['id', 'uuid', 'guid', 'code', 'key', 'slug', 'name', 'number', 'username'];

/** `bookingid` of `booking_id`, `bookingId` and `booking-id`. */
export function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/gu, '').toLowerCase();
}

function scalar(schema: JsonObject): boolean {
  const [type, ...others] = typesOf(schema);
  return others.length === 0 && (type === 'string' || type === 'integer');
}

/**
 * The property that an item's path parameter names: the same name, or the end of the parameter's name
 * (`bookingId` means `id`, `museumEventId` means `eventId`); the longest wins. Null when none does.
 */
export function keyOf(parameter: string, shape: Shape): string | null {
  const wanted = plain(parameter);
  const candidates = [...shape.properties]
    .filter(([name, schema]) => scalar(schema) && wanted.endsWith(plain(name)) && (plain(name) === wanted || identifies(name)))
    .map(([name]) => name);
  return candidates.sort((a, b) => plain(b).length - plain(a).length || a.localeCompare(b, 'en'))[0] ?? null;
}

function identifies(name: string): boolean {
  return USUAL_KEYS.includes(plain(name)) || plain(name).endsWith('id');
}

/** Whether a new key can be made by the service: a UUID, a number, or free text long enough for one. */
export function canMakeKey(schema: JsonObject): boolean {
  const [type] = typesOf(schema);
  if ('enum' in schema || 'const' in schema || 'pattern' in schema || 'multipleOf' in schema) return false;
  if (type === 'integer') return typeof schema['maximum'] !== 'number' || schema['maximum'] >= 2_147_483_647;
  const { format, maxLength } = schema;
  return (format === undefined || format === 'uuid') && (typeof maxLength !== 'number' || maxLength >= 36);
}

const CREATED = /^(?:date)?(?:created|inserted|added|registered|creation)(?:at|on|date|time|timestamp)?$/u;
const UPDATED = /^(?:date)?(?:last)?(?:updated|modified|changed|update|modification)(?:at|on|date|time|timestamp)?$/u;

/** Which time stamp a property is that the service keeps by itself, or null. */
export function stampOf(name: string, schema: JsonObject): 'created' | 'updated' | null {
  if (typesOf(schema)[0] !== 'string' || schema['format'] !== 'date-time') return null;
  if (CREATED.test(plain(name))) return 'created';
  return UPDATED.test(plain(name)) ? 'updated' : null;
}

/** Whether the service can answer the property although no client sent it. */
export function canFill(root: JsonObject, name: string, schema: JsonObject): boolean {
  return stampOf(name, schema) !== null || 'default' in schema || 'const' in schema || takesNull(root, schema);
}
