import { describe, expect, test } from 'vitest';
import { generators } from '../../generators/index.js';
import { contribute, NO_HISTORY, text } from '../../src/kit.js';
import type { Context, Generator } from '../../src/kit.js';
import { dataGenerator } from '../../src/plan/data-generator.js';
import { pathDefect } from '../../src/plan/paths.js';
import { planProject, PlanError } from '../../src/plan/plan.js';
import { understand } from '../../src/pipeline.js';
import { renderPlan } from '../../src/render/render.js';
import { memoryLoader } from '../../src/write/loader.js';
import { SHOP, sourceTool } from '../support/run.js';

const nothing = {} as Context;
const files = (name: string, ...paths: string[]): Generator => ({ name, description: name, plan: () => paths.map((path) => text(path, '')) });

describe('two generators', () => {
  test.each([
    ['one path', ['README.md'], ['README.md'], 'Generators a and b both plan README.md'],
    ['paths that differ in case', ['README.md'], ['Readme.md'], 'Generators a and b both plan README.md and Readme.md, which some file systems cannot tell apart'],
    ['paths that differ in Unicode form', ['\u00e9'], ['e\u0301'], 'some file systems cannot tell apart'],
    ['a file where the other needs a folder', ['docs'], ['docs/a.md'], 'Generator a plans the file docs, where generator b needs a folder'],
    ['a folder in two spellings', ['docs/a.md'], ['Docs/b.md'], 'in two ways'],
  ])('may not plan %s', (_, first, second, message) => {
    const pair = [files('a', ...first), files('b', ...second)];
    expect(() => planProject(pair, nothing)).toThrow(message);
    expect(() => planProject(pair.reverse(), nothing)).toThrow(message);
  });

  test('may not send one key to a slot', () => {
    const send = (name: string): Generator => ({ ...files(name), contribute: () => [contribute('ignore', 'x', { line: 'x', why: 'x' })] });
    for (const pair of [[send('a'), send('b')], [send('b'), send('a')]]) {
      expect(() => planProject(pair, nothing)).toThrow('Generators a and b both send "x" to the slot ignore');
    }
  });
});

test('slots reach their owner sorted by order, then key, whoever sent first', () => {
  const send = (name: string, key: string, order: number): Generator => ({
    ...files(name), contribute: () => [contribute('ignore', key, { line: key, why: '' }, order)],
  });
  const owner: Generator = { name: 'owner', description: '', plan: (_, slots) => [text('out', slots.ignore.map((i) => i.line).join(' '))] };
  const all = [send('a', 'z', 1), send('b', 'y', 2), send('c', 'x', 2), owner];
  for (const order of [all, [...all].reverse()]) {
    const [entry] = planProject(order, nothing).entries;
    expect(entry?.content).toEqual({ kind: 'text', text: 'z x y' });
  }
});

test.each([
  '', '/a', '../a', 'a/../b', './a', 'a//b', 'a/', 'a:b', 'a\\b', 'a\u0000', 'a\nb', 'a.', 'a ', '.git/x', '.specwright/lock', `${'x'.repeat(256)}`, '\ud800',
])('the path %j is refused', (path) => {
  expect(pathDefect(path)).not.toBeNull();
  expect(() => planProject([files('bad', path)], nothing)).toThrow(PlanError);
});

test('the order of generators changes no byte', async () => {
  const tool = sourceTool();
  const { project } = await understand({ text: SHOP, file: 'shop.yaml', set: [], loader: memoryLoader(() => null) }, tool);
  const all = [...generators, ...tool.manifests.map(dataGenerator)];
  const context = { project, previous: null, history: NO_HISTORY };
  const tree = async (order: readonly Generator[]) => [...(await renderPlan(planProject(order, context), tool.assets)).values()].map((o) => `${o.path} ${o.mode} ${o.digest}`);
  const straight = await tree(all);
  expect(straight.length).toBeGreaterThan(50);
  expect(await tree([...all].reverse())).toEqual(straight);
  for (let seed = 1; seed <= 5; seed += 1) {
    const shuffled = all.map((g, i) => ({ g, at: (i * 7919 + seed * 104729) % 1009 })).sort((a, b) => a.at - b.at).map(({ g }) => g);
    expect(await tree(shuffled)).toEqual(straight);
  }
});
