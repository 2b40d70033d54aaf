/** Values -> text of structured files. The bytes depend on nothing but the value. */
import { Document, visit } from 'yaml';
import type { Json } from '../json.js';
import { stringifyToml } from './toml.js';

/** Serialises a value in the format of its file; `header` becomes a comment above it (JSON has none). */
export function serialise(format: 'json' | 'yaml' | 'toml', value: Json, header?: string): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const comment = header === undefined ? '' : `${commentLines(header)}\n`;
  return comment + (format === 'toml' ? stringifyToml(value) : stringifyYaml(value));
}

function commentLines(text: string): string {
  return text.split('\n').map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
}

/** YAML that a 1.1 and a 1.2 reader read alike, that yamllint accepts, and that never wraps or aliases. */
export function stringifyYaml(value: Json): string {
  const doc = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(doc, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && needsQuotes(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return doc.toString({ lineWidth: 0, indentSeq: true, flowCollectionPadding: false });
}

/** Text whose plain or block form some reader would change: control characters, odd spaces, special line ends. */
function needsQuotes(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u2028\u2029\ufeff\ud800-\udfff]|[ \t]\n|^\s|\s$|\t/.test(text);
}
