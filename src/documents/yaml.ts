/** Writing documents as YAML that people, yamllint and YAML 1.1 readers take as it is. */
import type { Json } from '../json.js';
import { stringifyYaml } from '../yaml.js';

/** `value` as YAML. Long lines stay whole; several lines are a block where that is exact, a quoted scalar otherwise. */
export function toYaml(value: Json, header = ''): string {
  const text = stringifyYaml(value);
  return header === '' ? text : `${header}\n${text}`;
}
