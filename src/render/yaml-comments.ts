/** YAML for people who change it: comments above the keys of nested maps. */
import type { Json } from '../json.js';
import { stringifyYaml } from '../yaml.js';

type Map = { readonly [key: string]: Json };
/** By path: `image.tag`. */
export type YamlComments = Readonly<Record<string, string>>;

/** A map as a YAML document; an empty line stands between commented keys of the outermost. */
export function stringifyCommentedYaml(value: Json, comments: YamlComments): string {
  return isMap(value) ? `${linesOf(value, '', '', comments).join('\n').trimStart()}\n` : stringifyYaml(value);
}

function linesOf(map: Map, path: string, indent: string, comments: YamlComments): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const comment = comments[path + key];
    const above = comment === undefined ? [] : [...(path === '' ? [''] : []), ...comment.split('\n').map((line) => `${indent}# ${line}`)];
    if (isMap(value)) return [...above, `${indent}${stringifyYaml({ [key]: 0 }).slice(0, -3)}`, ...linesOf(value, `${path}${key}.`, `${indent}  `, comments)];
    const own = stringifyYaml({ [key]: value }).slice(0, -1).split('\n');
    return [...above, ...own.map((line) => (line === '' ? '' : indent + line))];
  });
}

function isMap(value: Json): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
