import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as escape from '../../src/render/escape.js';

/** Text that has broken someone's generator before, between any other text. */
const NASTY = [
  '"', "'", '\\', '\n', '\r\n', '\r', '\t', '`', '```', '````', '$', '${{ x }}', '{{x}}', '{{{x}}}', '*/', '/*', '"""', "'''", '-->', '<!--', '</script>',
  "'; DROP TABLE x; --", '#', '%', '\u2028', '\u2029', '\u0085', '\ufeff', '\u00a0', '\u202e', '\u200f', '\u0000', '\u0007', '\u001b', '\u007f', '\u009f', '😀', '👨‍👩‍👧',
  'א', 'ا', 'ß', '｀', '一', '__', '_a_', '**b**', '[l](u)', '![i](u)', '<b>', '&amp;', '&#65;', '~', '|', '1.', '1)', '- ', '+ ', '# ', '> ', '    x', 'http://a.b', 'www.a.b', 'a@b.c',
  '\\n', '\\u0041', '\\x41', '\\N{DIGIT ONE}', '$(', '$$', '\\#', ' ', ': ', '- a', 'yes', 'null', '~', '0x1', '1e3', '\ufffe', '\uffff', '\ud7ff', '\ue000',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join('')),
);
const samples = (n: number): string[] => [...NASTY, '', 'x'.repeat(10_000), '"'.repeat(300), '\\'.repeat(301), ...fc.sample(anyText, { numRuns: n, seed: 1 })].filter((t) => t.isWellFormed());
const noNul = (texts: string[]): string[] => texts.filter((t) => !t.includes('\0'));

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'escape-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function python(code: string, input: string): unknown {
  return JSON.parse(execFileSync('python3', ['-c', code], { input, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PYTHONIOENCODING: 'utf8' } }));
}

describe('each escape is read back as the text it was', () => {
  test('py: Python reads the literal', () => {
    const texts = samples(2000);
    const read = python('import ast,json,sys\nprint(json.dumps([ast.literal_eval(x) for x in json.load(sys.stdin)]))', JSON.stringify(texts.map(escape.py)));
    expect(read).toEqual(texts);
  });

  test('pytext: Python reads the literals, and no line is longer than 100', () => {
    const texts = samples(1000);
    for (const indent of [0, 8]) {
      const written = texts.map((t) => escape.pytext(t, indent));
      const read = python('import ast,json,sys\nprint(json.dumps([ast.literal_eval(x) for x in json.load(sys.stdin)]))', JSON.stringify(written));
      expect(read).toEqual(texts);
      for (const text of written) for (const line of text.split('\n')) expect(line.length + (text.includes('\n') ? 0 : indent)).toBeLessThanOrEqual(100);
    }
  });

  test('pydoc: a docstring holds the same words', () => {
    const texts = noNul(samples(2000));
    const written = texts.map((t) => `def f():\n    """${escape.pydoc(t, 4)}"""\n`);
    const code = 'import ast,json,sys\nprint(json.dumps([ast.get_docstring(ast.parse(x).body[0], clean=False) for x in json.load(sys.stdin)]))';
    const read = python(code, JSON.stringify(written)) as string[];
    const words = (t: string): string[] => t.split(/[ \t\r\n]+/).filter((w) => w !== '');
    expect(read.map(words)).toEqual(texts.map(words));
    for (const text of written) expect(text.slice(0, -4)).not.toMatch(/[^\\]\\[^uU]/);
  });

  test('yaml: a 1.2 and a 1.1 reader read the scalar', () => {
    fc.assert(fc.property(anyText, (text) => {
      const written = escape.yaml(text);
      expect(written).not.toMatch(/\n/);
      expect(parseYaml(`{a: ${written}, b: [${written}]}`)).toEqual({ a: text, b: [text] });
      expect(parseYaml(`a: ${written}\n`, { version: '1.1' })).toEqual({ a: text });
    }), { numRuns: 1000 });
    for (const text of NASTY) expect(parseYaml(escape.yaml(text))).toBe(text);
  });

  test('json: JSON.parse reads any value, and no script ends inside', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(escape.json(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
    expect(escape.json('\u2028')).toBe('"\\u2028"');
    expect(escape.json('</script>')).not.toContain('</');
  });

  test('toml: tomllib reads the string', () => {
    const texts = samples(2000);
    const document = texts.map((t, i) => `k${i} = ${escape.toml(t)}\n`).join('');
    const read = python('import json,sys,tomllib\nprint(json.dumps(list(tomllib.loads(sys.stdin.buffer.read().decode()).values())))', document);
    expect(read).toEqual(texts);
  });

  test.each(['sh', 'bash'])('sh: %s reads the word', (shell) => {
    const texts = noNul(samples(500)).map((t) => t.replaceAll('\0', ''));
    const script = join(folder, `${shell}.sh`);
    writeFileSync(script, texts.map((t) => `printf '%s\\0' ${escape.sh(t)}\n`).join(''));
    const { stdout } = spawnSync(shell, [script], { maxBuffer: 1 << 28 });
    expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(texts);
    expect(() => escape.sh('\0')).toThrow(/U\+0000/);
  });

  test('make: the variable holds the text, line ends as spaces', () => {
    // eslint-disable-next-line no-control-regex -- make reads lines; other control characters are its own affair
    const texts = noNul(samples(400)).filter((t) => t.length < 2000 && !/[\u0001-\u0008\u000b\u000c\u000e-\u001f]/.test(t));
    const lines = texts.map((t, i) => `V${i} := ${escape.make(t)}\nexport V${i}\n`).join('');
    const makefile = join(folder, 'Makefile');
    const show = join(folder, 'show.mjs');
    writeFileSync(show, `process.stdout.write(JSON.stringify(Array.from({length: ${texts.length}}, (_, i) => process.env['V' + i])))`);
    writeFileSync(makefile, `${lines}all:\n\t@${process.execPath} ${show}\n`);
    const out = execFileSync('make', ['-s', '-f', makefile], { encoding: 'utf8', maxBuffer: 1 << 28, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } });
    expect(JSON.parse(out)).toEqual(texts.map((t) => t.replace(/\r\n|[\r\n]/g, ' ')));
  });

  test('sqlcomment: every line is a comment', () => {
    fc.assert(fc.property(anyText, (text) => {
      for (const line of `-- ${escape.sqlcomment(text)}`.split(/[\r\n\u2028\u2029\u0085\v\f]/)) expect(line.startsWith('-- ')).toBe(true);
    }));
  });

  test('sql: quotes are doubled', () => {
    fc.assert(fc.property(anyText.filter((t) => !t.includes('\0')), (text) => {
      const written = escape.sql(text);
      expect(written.slice(1, -1).replaceAll("''", '')).not.toContain("'");
      expect(written.slice(1, -1).replaceAll("''", "'")).toBe(text);
    }));
  });
});
