import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/assets.js';

/** Every import of a file, by what it names: a path from the root, or a package. Types count: they couple as well. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/^(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)];
  return found.map((m) => m[1] ?? m[2] ?? m[3] ?? '').map((name) => {
    if (name.startsWith('.')) return posix.join(dirname(file), name).replace(/\.js$/, '.ts');
    const scope = name.startsWith('@') ? 2 : 1;
    return name.startsWith('node:') || builtinModules.includes(name) ? `node:${name.replace(/^node:/, '')}` : name.split('/').slice(0, scope).join('/');
  });
}

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith('.ts'))
    .map((e) => join(e.parentPath, e.name).slice(ROOT.length));
}

interface Rule {
  readonly folder: string;
  /** Prefixes of what may be imported, besides the folder itself. */
  readonly may: readonly string[];
}

const SHARED = ['src/problems.ts', 'src/json.ts'];
const OUTSIDE = ['node:fs', 'node:child_process', 'node:http', 'node:net', 'node:os'];

const RULES: readonly Rule[] = [
  { folder: 'src/spec', may: [...SHARED, 'src/yaml.ts', 'yaml', 'pluralize', '@eslint-community/regexpp', 'regexpu-core', 'node:crypto'] },
  { folder: 'src/documents', may: [...SHARED, 'src/yaml.ts', 'src/spec/', 'yaml', 'pluralize', '@apidevtools/swagger-parser', '@redocly/openapi-core', '@eslint-community/regexpp', 'regexpu-core', 'jsonpath-rfc9535', 'node:crypto', 'node:path'] },
  { folder: 'src/project', may: [...SHARED, 'src/spec/', 'src/documents/', 'node:crypto'] },
  { folder: 'src/plan', may: [...SHARED, 'src/kit.ts', 'src/spec/model.ts', 'src/project/model.ts', 'node:buffer'] },
  { folder: 'src/render', may: [...SHARED, 'src/yaml.ts', 'src/plan/', 'handlebars', 'specwright-templates', 'node:crypto', 'node:module', 'node:fs'] },
  { folder: 'src/merge', may: [...SHARED, 'src/plan/', 'src/render/model.ts', 'node-diff3', 'yaml', 'jsonc-parser', 'toml-eslint-parser', 'node:crypto', 'node:path', 'node:zlib'] },
  { folder: 'src/write', may: [...SHARED, 'src/plan/', 'src/render/model.ts', 'src/render/digest.ts', 'src/merge/', 'src/documents/model.ts', 'node:'] },
  { folder: 'src/report', may: [...SHARED, 'src/merge/model.ts', 'node:util'] },
  { folder: 'src/cli', may: ['src/', 'commander', 'inquirer', 'node:'] },
];

const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  'src/kit.ts': ['src/json.ts', 'src/refusal.ts', 'src/plan/model.ts', 'src/project/model.ts', 'src/documents/model.ts', 'src/spec/model.ts'],
  'src/problems.ts': [],
  'src/json.ts': [],
  'src/yaml.ts': ['src/json.ts'],
};

const allowed = (name: string, may: readonly string[]): boolean => may.some((prefix) => name === prefix || (prefix.endsWith('/') || prefix === 'node:' ? name.startsWith(prefix) : false));

describe('a stage imports what is left of it', () => {
  test.each(RULES.map((rule) => [rule.folder, rule] as const))('%s', (folder, { may }) => {
    const files = filesOf(folder);
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap((file) => importsOf(file).filter((name) => !name.startsWith(`${folder}/`) && !allowed(name, may)).map((name) => `${file} -> ${name}`));
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(SPECIAL))('%s', (file, may) => {
    expect(importsOf(file).filter((name) => !allowed(name, may))).toEqual([]);
  });
});

test('spec, documents, project, plan and merge never touch the outside', () => {
  const pure = ['src/spec', 'src/documents', 'src/project', 'src/plan', 'src/merge', 'generators'].flatMap(filesOf);
  const wrong = pure.flatMap((file) => importsOf(file).filter((name) => OUTSIDE.some((o) => name === o || name.startsWith(`${o}/`))).map((name) => `${file} -> ${name}`));
  expect(wrong).toEqual([]);
});

test('a generator imports the kit and its own files; digests are pure', () => {
  const wrong = filesOf('generators').filter((file) => file !== 'generators/index.ts').flatMap((file) => {
    const own = file.split('/').slice(0, 2).join('/');
    return importsOf(file).filter((name) => !['src/kit.ts', 'node:crypto'].includes(name) && !name.startsWith(`${own}/`)).map((name) => `${file} -> ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('only the write stage and the pack readers use the file system', () => {
  const users = filesOf('src').filter((file) => importsOf(file).includes('node:fs'));
  expect(users.sort()).toEqual(['src/cli/code-cache.ts', 'src/cli/main.ts', 'src/cli/tool.ts', 'src/render/packed.ts', 'src/write/disk.ts', 'src/write/system.ts']);
});

test('plop, inquirer and commander stay at the edge', () => {
  const edge = filesOf('src').filter((file) => importsOf(file).some((name) => ['commander', 'inquirer', 'node-plop', 'plop'].includes(name)));
  expect(edge.sort()).toEqual(['src/cli/program.ts', 'src/cli/wizard.ts', 'src/plopfile.ts']);
});

test('commands load when they are called: the executable imports none of them', () => {
  for (const file of ['src/cli/main.ts', 'src/cli/program.ts']) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const eager = [...text.matchAll(/^import (?!type)[^;]*from\s+'([^']+)'/gm)].map((m) => m[1]);
    for (const heavy of ['./new.js', './generate.js', './diff.js', './tool.js', '../pipeline.js', 'yaml', 'handlebars/runtime.js']) expect(eager).not.toContain(heavy);
  }
});

test('no file of ours is longer than a reader wants', () => {
  const long = ['src', 'generators', 'scripts'].flatMap(filesOf).filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 400);
  expect(long).toEqual([]);
});
