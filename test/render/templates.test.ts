import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { describe, expect, test } from 'vitest';
import { generators } from '../../generators/index.js';
import { filesBelow, pack, sha256, templateFolders } from '../../scripts/assets.mjs';
import { HELPERS, precompile } from '../../scripts/templates.mjs';
import { NO_HISTORY } from '../../src/kit.js';
import { planProject } from '../../src/plan/plan.js';
import { dataGenerator } from '../../src/plan/data-generator.js';
import { understand } from '../../src/pipeline.js';
import { createRenderer } from '../../src/render/helpers.js';
import { pack as packAtRunTime } from '../../src/write/base.js';
import { memoryLoader } from '../../src/write/loader.js';
import { compileText, ROOT } from '../support/assets.js';
import { SHOP, sourceTool, specText } from '../support/run.js';

interface Node { readonly type: string; readonly [key: string]: unknown }
interface Path extends Node { readonly original: string; readonly parts: string[]; readonly data: boolean; readonly depth: number }
interface Block extends Node { readonly path: Path; readonly params: Node[]; readonly program: Program; readonly inverse?: Program }
interface Program { readonly body: Node[] }

const templates = templateFolders(ROOT).flatMap((folder) => filesBelow(join(ROOT, 'templates', folder)).filter((p) => p.endsWith('.hbs')).map((p) => `${folder}/${p}`));
const source = (name: string): string => readFileSync(join(ROOT, 'templates', name), 'utf8');
const parse = (name: string): Program => Handlebars.parse(source(name)) as unknown as Program;

function* blocks(program: Program | undefined): Generator<Block> {
  for (const node of program?.body ?? []) {
    if (node.type !== 'BlockStatement') continue;
    const block = node as unknown as Block;
    yield block;
    yield* blocks(block.program);
    yield* blocks(block.inverse);
  }
}

/** Every name a template uses of a value, nested: `{ services: { name: {} } }`. */
type Used = { [name: string]: Used };

function collect(program: Program | undefined, scopes: readonly Used[]): void {
  const use = (node: Node): Used | null => {
    if (node.type !== 'PathExpression') return null;
    const path = node as Path;
    if (path.data) return null;
    let scope = scopes[scopes.length - 1 - path.depth];
    if (scope === undefined) throw new Error(`${path.original} leaves the view`);
    for (const part of path.parts) scope = scope[part] ??= {};
    return scope;
  };
  for (const node of program?.body ?? []) {
    if (node.type === 'MustacheStatement') {
      const { path, params } = node as unknown as { path: Path; params: Node[] };
      if (params.length === 0) use(path);
      else params.forEach(use);
    } else if (node.type === 'BlockStatement') {
      const { path, params, program: inner, inverse } = node as unknown as Block;
      const target = params[0] === undefined ? null : use(params[0]);
      collect(inner, path.original === 'each' && target !== null ? [...scopes, target] : scopes);
      collect(inverse, scopes);
    } else if (node.type !== 'ContentStatement' && node.type !== 'CommentStatement') throw new Error(`${node.type} is not for templates`);
  }
}

function usedBy(name: string): Used {
  const used: Used = {};
  collect(parse(name), [used]);
  return used;
}

/** Names that a template uses and a view lacks; marks what is used. */
function compare(used: Used, view: unknown, path: string, seen: Set<string>): string[] {
  if (Array.isArray(view)) return view.flatMap((item) => compare(used, item, `${path}[]`, seen));
  if (typeof view !== 'object' || view === null) return [];
  return Object.entries(used).flatMap(([name, inner]) => {
    if (name === 'length' || name === 'this') return [];
    seen.add(`${path}.${name}`);
    return Object.hasOwn(view, name) ? compare(inner, (view as Record<string, unknown>)[name], `${path}.${name}`, seen) : [`${path}.${name}`];
  });
}

/** Every name of a view. A name whose value the template uses as a whole counts as used with all below it. */
function* namesOf(used: Used, view: unknown, path: string): Generator<string> {
  if (Array.isArray(view)) for (const item of view) yield* namesOf(used, item, `${path}[]`);
  else if (typeof view === 'object' && view !== null) {
    for (const [name, value] of Object.entries(view)) {
      yield `${path}.${name}`;
      const inner = used[name];
      if (inner !== undefined && Object.keys(inner).length > 0) yield* namesOf(inner, value, `${path}.${name}`);
    }
  }
}

const RAIL_DOCUMENT = readFileSync(join(ROOT, 'test/specs/specs/openapi/trips.yaml'));

describe('templates and views have the same names', async () => {
  const tool = sourceTool();
  const own = new Set(tool.manifests.map((m) => m.name));
  const views = new Map<string, object[]>();
  for (const text of [SHOP, specText('six.yaml'), specText('rail.yaml')]) {
    const { project } = await understand({ text, file: 'specwright.yaml', set: [], loader: memoryLoader((path) => (path.endsWith('openapi/trips.yaml') ? RAIL_DOCUMENT : null)) }, tool);
    const all = [...generators, ...tool.manifests.map(dataGenerator)];
    for (const { generator, content } of planProject(all, { project, previous: null, history: NO_HISTORY }).entries) {
      if (content.kind !== 'template') continue;
      const name = `${generator}/${content.template}`;
      views.set(name, [...(views.get(name) ?? []), content.view]);
    }
  }

  test.each([...views.keys()].sort())('%s', (name) => {
    const used = usedBy(name);
    const seen = new Set<string>();
    const missing = (views.get(name) ?? []).flatMap((view) => compare(used, view, '', seen));
    expect([...new Set(missing)], 'names the view lacks').toEqual([]);
    if (own.has(name.split('/')[0] ?? '')) return;
    const unused = (views.get(name) ?? []).flatMap((view) => [...namesOf(used, view, '')]).filter((path) => !seen.has(path));
    expect([...new Set(unused)], 'names the template does not use').toEqual([]);
  });
});

describe('a template', () => {
  test.each(templates)('%s only substitutes, repeats and asks, eight times at most', (name) => {
    const all = [...blocks(parse(name))];
    for (const block of all) expect(['each', 'if']).toContain(block.path.original);
    expect(all.filter((block) => block.path.original === 'if').length).toBeLessThanOrEqual(8);
    expect(source(name)).not.toContain('\\{{');
    expect(() => precompile(source(name), name)).not.toThrow();
  });

  test('is there once', () => {
    const byDigest = new Map<string, string[]>();
    for (const folder of templateFolders(ROOT)) {
      for (const path of filesBelow(join(ROOT, 'templates', folder))) {
        const bytes = readFileSync(join(ROOT, 'templates', folder, path));
        if (bytes.length < 40) continue;
        const key = sha256(bytes);
        byDigest.set(key, [...(byDigest.get(key) ?? []), `${folder}/${path}`]);
      }
    }
    expect([...byDigest.values()].filter((same) => same.length > 1)).toEqual([]);
  });
});

describe('the renderer', () => {
  const renderer = createRenderer();
  const render = (text: string, view: object): string => renderer.template(compileText(text))(view);

  test('refuses a name that the view lacks', () => expect(() => render('{{a}}', {})).toThrow('"a" not defined'));
  test('escapes nothing by itself', () => expect(render('{{a}}', { a: '<&"' })).toBe('<&"'));
  test('knows the helpers of the build', () => {
    for (const helper of HELPERS) expect(render(`{{${helper} a}}`, { a: 'x' })).toContain('x');
  });
  test('knows no other helper', () => expect(() => precompile('{{lookup a b}}{{upper a}}', 't')).toThrow('t: '));
  test.each(HELPERS.filter((h) => h !== 'json'))('{{%s}} takes nothing but text', (helper) => {
    for (const a of [null, 1, {}, ['x']]) expect(() => render(`{{${helper} a}}`, { a })).toThrow('takes a text');
  });
  test('forbids foreign braces', () => expect(() => precompile('\\{{ x }}', 't')).toThrow('forbidden'));
  test('never sees what another package registers', () => {
    Handlebars.registerHelper('py', () => 'hijacked');
    expect(render('{{py a}}', { a: 'x' })).toBe('"x"');
  });
});

test('the build compresses as the base does', () => {
  for (const text of ['', 'x', 'hello '.repeat(1000)]) expect(pack(Buffer.from(text))).toEqual(Buffer.from(packAtRunTime(Buffer.from(text))));
});
