/** Descriptions are Markdown to those who show them; what would run there is shown as text instead. */
import type { Json, JsonObject } from '../../json.js';

const SCRIPT = /<(?=script\b)/giu;
const HANDLER = /<(?=[a-z][^>]*\bon[a-z]+\s*=)/giu;
const LINK = /((?:\]\(\s*|\b(?:href|src)\s*=\s*["']?\s*)javascript):/giu;
/** Values, in which a `description` is data. */
const VALUES = new Set(['default', 'enum', 'const', 'example', 'examples']);

/** Whether a text has anything that readers of Markdown would run; JSON text counts as well. */
export function couldRun(text: string): boolean {
  return /<|javascript:/iu.test(text) && (harmless(text) !== text || text.includes('\\'));
}

function harmless(text: string): string {
  return text.replace(SCRIPT, '&lt;').replace(HANDLER, '&lt;').replace(LINK, '$1&#58;');
}

/**
 * The document with every description that could run escaped, so that it is shown as it was written. The text
 * itself stays beside it, code point for code point, as `x-description`. `named` says that keys are names.
 */
export function safeWords(value: Json, named = false): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((inner) => safeWords(inner));
  return Object.fromEntries(
    Object.entries(value as JsonObject).flatMap(([key, inner]): [string, Json][] => {
      if (!named && VALUES.has(key)) return [[key, inner]];
      if (named || key !== 'description' || typeof inner !== 'string') return [[key, safeWords(inner, key === 'properties' && !named)]];
      const safe = harmless(inner);
      return safe === inner ? [[key, inner]] : [[key, safe], ['x-description', inner]];
    }),
  );
}
