import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generators } from '../../generators/index.js';
import { NO_HISTORY } from '../../src/kit.js';
import { planProject } from '../../src/plan/plan.js';
import { understand } from '../../src/pipeline.js';
import { createRenderer } from '../../src/render/helpers.js';
import { breakLongLines } from '../../src/render/python-lines.js';
import { formatPython, formatWithRuff } from '../../src/render/python.js';
import { memoryLoader } from '../../src/write/loader.js';
import { SHOP, sourceTool, specText } from '../support/run.js';

const name = fc.stringMatching(/^[a-z]{1,30}$/).filter((n) => !['if', 'in', 'is', 'or', 'as', 'and', 'not', 'for', 'def', 'del', 'try', 'from', 'with', 'else', 'elif', 'pass', 'None', 'async', 'await', 'match', 'print', 'raise', 'while', 'yield', 'class', 'break', 'import', 'assert', 'except', 'global', 'lambda', 'return', 'finally', 'continue', 'nonlocal', 'type', 'case'].includes(n));
const text = fc.string({ maxLength: 20 }).filter((t) => /^[ -~]*$/.test(t) && !/["'\\]/.test(t)).map((t) => `"${t}"`);
const { expression } = fc.letrec<{ expression: string; call: string; item: string }>((tie) => ({
  expression: fc.oneof({ maxDepth: 4, withCrossShrink: true }, name, text, fc.integer({ min: 0 }).map(String), tie('call'), fc.array(tie('expression'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`), fc.tuple(name, fc.array(name, { minLength: 1, maxLength: 3 })).map(([n, items]) => `${n}[${items.join(', ')}]`)),
  item: fc.oneof(tie('expression'), fc.tuple(name, tie('expression')).map(([k, v]) => `${k}=${v}`)),
  call: fc.tuple(fc.array(name, { minLength: 1, maxLength: 2 }), fc.array(tie('expression'), { maxLength: 3 }), fc.uniqueArray(fc.tuple(name, tie('expression')), { maxLength: 3, selector: ([k]) => k }), fc.boolean())
    .map(([path, args, keywords, magic]) => `${path.join('.')}(${[...args, ...keywords.map(([k, v]) => `${k}=${v}`)].join(', ')}${magic && args.length + keywords.length > 0 ? ',' : ''})`),
}));
const parameters = fc.uniqueArray(name, { minLength: 1, maxLength: 5 }).chain((names) => fc.tuple(...names.map((n) => fc.tuple(fc.constant(n), name))).map((all) => all.map(([n, t]) => `${n}: ${t}[int]`)));
const statement = fc.oneof(
  expression.map((e) => `x = ${e}`), fc.tuple(name, name, expression).map(([n, t, e]) => `${n}: ${t}.T | None = ${e}`), fc.tuple(name, name, expression).map(([n, t, e]) => `${n}: ${t} = ${e}`), expression.map((e) => `y.append(${e})`),
  fc.tuple(name, fc.uniqueArray(name, { minLength: 1, maxLength: 8 })).map(([m, names]) => `from ${m}.abc import ${names.join(', ')}`),
  fc.tuple(name, parameters, name).map(([n, ps, r]) => `def ${n}(${ps.join(', ')}) -> ${r}[str]:\n    pass`),
  fc.tuple(name, parameters, name, name).map(([n, ps, r, s]) => `async def ${n}(${ps.join(', ')}) -> ${r}[str] | ${s} | None:\n    pass`),
  fc.tuple(name, parameters, name).map(([n, ps, r]) => `class A:\n    async def ${n}(${ps.join(', ')}) -> ${r}[str]:\n        return await f(${ps.map((p) => p.split(':')[0]).join(', ')})`),
);

test('what is broken here is broken as ruff does', () => {
  let own = 0;
  fc.assert(fc.property(statement, (source) => {
    const file = `${source}\n`;
    const broken = breakLongLines(file);
    if (broken === null) return;
    own += 1;
    expect(formatWithRuff(file)).toBe(formatWithRuff(broken));
    if (file.split('\n').some((line) => line.length > 100)) expect(broken).toBe(formatWithRuff(file));
  }), { numRuns: 3000 });
  expect(own).toBeGreaterThan(2000);
});

describe('generated Python', () => {
  test.each([['the shop', SHOP], ['six entities', specText('six.yaml')]])('of %s is formatted as ruff would, without loading it', async (_, spec) => {
    const tool = sourceTool();
    const { project } = await understand({ text: spec, file: 'specwright.yaml', set: [], loader: memoryLoader(() => null) }, tool);
    const renderer = createRenderer();
    const needy: string[] = [];
    for (const { path, format, generator, content } of planProject(generators, { project, previous: null, history: NO_HISTORY }).entries) {
      if (format !== 'python') continue;
      const template = content.kind === 'template' ? tool.assets.template(generator, content.template) : undefined;
      const source = template !== undefined && content.kind === 'template' ? renderer.template(template)(content.view) : content.kind === 'text' ? content.text : '';
      if (breakLongLines(source) === null) needy.push(path);
      expect(formatPython(source), path).toBe(formatWithRuff(source));
    }
    expect(needy).toEqual([]);
  });
});
