/** Every structured file of this repository, with its comments: read, changed at one place, and nothing else differs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { equal, isMap, valueOf } from '../../src/merge/data/model.js';
import type { Format, Node, Value } from '../../src/merge/data/model.js';
import { splice } from '../../src/merge/data/splice.js';
import type { Source } from '../../src/merge/data/splice.js';
import { formatOf } from '../../src/merge/formats.js';
import { ROOT } from '../support/assets.js';

const FOLDERS = ['templates', 'test/specs', 'test/zoo', 'blueprints', 'test/merge/scenarios', '.ci'];
const below = (folder: string): string[] => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(json|ya?ml|toml)$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
  // Helm's templates are no YAML before they are rendered, and are merged as text.
  .filter((path) => !path.includes('helm-chart/templates/'))
  // Scenarios about files that are merged as text, and results with conflict markers in them.
  .filter((path) => !/scenarios\/(yaml-anchor|yaml-many-documents|json-nested)/.test(path) && !/^<{7} yours$/m.test(readFileSync(path, 'utf8')));

interface File {
  readonly name: string;
  readonly format: Format;
  readonly source: Source;
}

const ALL = FOLDERS.flatMap((folder) => {
  try {
    return below(folder);
  } catch {
    return [];
  }
});
const FILES = ALL.flatMap((path): File[] => {
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  const format = formatOf(path);
  const node = text.length > 60_000 ? null : (format?.parse(text) ?? null);
  return format === null || node === null ? [] : [{ name: path.slice(ROOT.length), format, source: { text, node } }];
});

/** Scalars that are texts on one line, with the way to each. */
function leaves(node: Node, way: readonly (string | number)[] = []): { node: Node; way: readonly (string | number)[] }[] {
  if (node.kind === 'scalar') return node.end > node.start ? [{ node, way }] : [];
  return node.entries.flatMap((entry, i) => leaves(entry.node, [...way, node.kind === 'map' ? entry.key : i]));
}

const few = <T>(all: readonly T[], count: number): T[] => all.filter((_, i) => i % Math.max(1, Math.ceil(all.length / count)) === 0);

test('most of them are understood, fifty and more with comments', () => {
  expect(FILES.length).toBeGreaterThan(ALL.length * 0.85);
  expect(FILES.filter(({ format, source }) => format.comments(source.text).length > 0).length).toBeGreaterThanOrEqual(50);
});

test('a value that did not change leaves every byte', () => {
  for (const { name, format, source } of FILES) expect(splice(source, valueOf(source.node), [], format.comment), name).toBe(source.text);
});

test('a scalar that another text changes is changed, and nothing else', () => {
  let count = 0;
  for (const { name, format, source } of FILES) {
    for (const { node } of few(leaves(source.node), 12)) {
      const text = `${source.text.slice(0, node.start)}"changed"${source.text.slice(node.end)}`;
      const changed = format.parse(text);
      if (changed === null || source.text.slice(node.start, node.end).includes('\n')) continue;
      expect(splice(source, valueOf(changed), [{ text, node: changed }], format.comment), name).toBe(text);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(500);
});

describe('an entry that is taken out and put back', () => {
  const places = FILES.flatMap(({ name, format, source }) => {
    const value = valueOf(source.node);
    return isMap(value) && value.size > 1 ? few([...value.keys()], 6).map((key) => ({ name, format, source, value, key })) : [];
  });

  test('leaves a text that says the rest, and then again the whole with every comment', () => {
    let count = 0;
    for (const { name, format, source, value, key } of places) {
      const rest: Value = new Map([...value].filter(([other]) => other !== key));
      const without = splice(source, rest, [], format.comment);
      const node = format.parse(without);
      if (node === null) throw new Error(`${name} without ${key} cannot be read:\n${without}`);
      expect(equal(valueOf(node), rest), `${name} without ${key}`).toBe(true);
      const again = splice({ text: without, node }, value, [source], format.comment);
      const read = format.parse(again);
      expect(read !== null && equal(valueOf(read), value), `${name} with ${key} again:\n${again}`).toBe(true);
      const missing = format.comments(source.text).filter((comment) => !format.comments(again).includes(comment));
      expect(missing, `${name}: ${key}`).toEqual([]);
      count += 1;
    }
    expect(count).toBeGreaterThan(200);
  });
});
