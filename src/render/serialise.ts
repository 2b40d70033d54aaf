/** Values -> text of structured files. The bytes depend on nothing but the value. */
import type { Json } from '../json.js';
import type { DataNotes } from '../plan/model.js';
import { stringifyYaml } from '../yaml.js';
import { stringifyToml } from './toml.js';
import { stringifyCommentedYaml } from './yaml-comments.js';

/** Serialises a value in the format of its file. JSON has no comments, and only YAML has some inside. */
export function serialise(format: 'json' | 'yaml' | 'toml', value: Json, { header, comments, remarks }: DataNotes = {}): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const comment = header === undefined ? '' : `${commentLines(header)}\n`;
  if (comments !== undefined) return `${comment}\n${stringifyCommentedYaml(value, comments)}`;
  return comment + (format === 'toml' ? stringifyToml(value) : stringifyYaml(value, remarks));
}

function commentLines(text: string): string {
  return text.split('\n').map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
}
