/** Values -> text of structured files. The bytes depend on nothing but the value. */
import type { Json } from '../json.js';
import { stringifyYaml } from '../yaml.js';
import { stringifyToml } from './toml.js';

/** Serialises a value in the format of its file; `header` becomes a comment above it (JSON has none). */
export function serialise(format: 'json' | 'yaml' | 'toml', value: Json, header?: string, remarks?: Readonly<Record<string, string>>): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const comment = header === undefined ? '' : `${commentLines(header)}\n`;
  return comment + (format === 'toml' ? stringifyToml(value) : stringifyYaml(value, remarks));
}

function commentLines(text: string): string {
  return text.split('\n').map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
}
