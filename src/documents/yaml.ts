/** Writing documents as YAML that people, yamllint and YAML 1.1 readers take as it is. */
import { Document, isScalar, Scalar, visit } from 'yaml';
import type { Json } from '../json.js';

/** Text that a block literal shows without surprises: no blank at a line's end, no odd character, no leading blank. */
function showsAsBlock(value: string): boolean {
  return /^[^\s]/u.test(value) && !/[^\S\n]\n|[^\S\n]$|\n\n$|[^\n\u0020-\u007E\u00A0-\u024F]/u.test(value);
}

/** `value` as YAML. Long lines stay whole; several lines are a block where that is exact, a quoted scalar otherwise. */
export function toYaml(value: Json, header = ''): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(document, {
    Scalar(_key, node) {
      if (!isScalar(node) || typeof node.value !== 'string') return;
      if (node.value.includes('\n')) node.type = showsAsBlock(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
      else if (/[^\u0020-\u007E\u00A0-\uD7FF]/u.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  return header === '' ? text : `${header}\n${text}`;
}
