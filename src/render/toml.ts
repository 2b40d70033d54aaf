/** A TOML 1.0 writer for plain values: what generated configuration needs, nothing else. */
import type { Json, JsonObject } from '../json.js';

/** Serialises an object as TOML. @throws TypeError on null, which TOML does not have, and on a value that is no table. */
export function stringifyToml(value: Json): string {
  if (!isTable(value)) throw new TypeError('a TOML document is a table');
  const lines: string[] = [];
  writeTable(value, [], lines);
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function writeTable(table: JsonObject, path: readonly string[], lines: string[]): void {
  const entries = Object.entries(table);
  for (const [key, value] of entries) {
    if (!isSection(value)) lines.push(`${tomlKey(key)} = ${tomlValue(value)}`);
  }
  for (const [key, value] of entries) {
    if (!isSection(value)) continue;
    const name = [...path, key];
    const tables = isTable(value) ? [value] : (value as readonly JsonObject[]);
    for (const item of tables) {
      const heading = name.map(tomlKey).join('.');
      const own = Object.values(item).some((v) => !isSection(v));
      if (!isTable(value)) lines.push('', `[[${heading}]]`);
      else if (own || Object.keys(item).length === 0) lines.push('', `[${heading}]`);
      writeTable(item, name, lines);
    }
  }
}

function isTable(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tables, and arrays of nothing but tables, get headings of their own. */
function isSection(value: Json): boolean {
  return isTable(value) || (Array.isArray(value) && value.length > 0 && value.every(isTable));
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

function tomlValue(value: Json): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return tomlNumber(value);
  if (Array.isArray(value)) return tomlArray(value);
  if (isTable(value)) return `{ ${Object.entries(value).map(([k, v]) => `${tomlKey(k)} = ${tomlValue(v)}`).join(', ')} }`;
  throw new TypeError('TOML has no null');
}

function tomlNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('TOML numbers here are finite');
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** One line when it is short, otherwise one element a line with a trailing comma. */
function tomlArray(values: readonly Json[]): string {
  const parts = values.map(tomlValue);
  const line = `[${parts.join(', ')}]`;
  return line.length <= 80 ? line : `[\n${parts.map((p) => `    ${p},\n`).join('')}]`;
}

/** A basic string. TOML forbids raw control characters; everything else stands for itself. */
export function tomlString(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is escaped
  return `"${text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => {
    const short: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
    return short[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  })}"`;
}
