import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atLeast } from '../../src/cli/doctor.js';
import { checkAnswer, defaultAnswers, specOf } from '../../src/cli/wizard.js';
import { readSpec } from '../../src/spec/index.js';
import { SHOP, sourceTool } from '../support/run.js';
import { bench } from './host.js';
import type { Bench } from './host.js';

let b: Bench;
beforeEach(() => { b = bench(); });
afterEach(() => b.remove());

test.each([
  [['genrate'], "Unknown command 'genrate'", 'Did you mean generate?'],
  [['new', 'x', '--sepc', 'y'], "Unknown option '--sepc'", 'Did you mean --spec?'],
  [['new'], "Missing required argument 'dir'", '--help'],
  [['generate', 'a', 'b'], "Too many arguments for 'generate'", '--help'],
  [['check', '.'], 'specwright check is not built yet', '--help'],
  [['generate', '--continue'], 'No run waits for you here', 'specwright generate'],
  [['generate', '--continue', '--abort'], '--continue and --abort exclude each other', 'one of them'],
  [['blueprints', 'test'], 'There is no `blueprints test`', 'list, show NAME'],
  [['blueprints', 'show', 'nothing'], 'There is no blueprint "nothing"', 'api-gateway'],
  [['new', 'x', '--spec', 'missing.yaml'], 'The spec missing.yaml does not exist', 'specwright.yaml'],
  [['new', 'x', '--yes', '--blueprint', 'data-pipeline'], 'There is no blueprint "data-pipeline"', 'api-gateway'],
])('%j is refused with exit 2 and one JSON document', async (argv, message, help) => {
  const plain = await b.run(...argv);
  expect([plain.exit, plain.out, plain.err]).toEqual([2, '', expect.stringContaining(message)]);
  const { out, exit } = await b.run(...argv, '--json');
  const document = JSON.parse(out) as { command: string; ok: boolean; problems: { message: string; help: string }[] };
  expect(exit).toBe(2);
  expect(document).toMatchObject({ command: argv[0], version: '0.0.0-test', ok: false });
  expect(document.problems).toHaveLength(1);
  expect(document.problems[0]?.message).toContain(message);
  expect(document.problems[0]?.help).toContain(help);
});

describe('help', () => {
  test('lists what is built, with examples, and nothing else', async () => {
    const { exit, out, err } = await b.run('--help');
    expect([exit, err]).toEqual([0, '']);
    for (const command of ['new', 'generate', 'diff', 'schema', 'blueprints', 'doctor']) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    for (const command of ['check', 'upgrade', 'studio', 'fleet', 'workshop', 'adopt', 'explain']) expect(out).not.toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(out).toContain('Examples:');
    expect((await b.run()).out).toBe(out);
  });

  test.each(['new', 'generate', 'diff', 'schema', 'blueprints', 'doctor'])('of %s names the common flags', async (command) => {
    const { exit, out } = await b.run(command, '--help');
    expect(exit).toBe(0);
    for (const flag of ['--dry-run', '--json', '--quiet', '--no-color', '--help']) expect(out).toContain(flag);
  });

  test('--version prints the version', async () => {
    expect(await b.run('--version')).toMatchObject({ exit: 0, out: '0.0.0-test\n' });
  });
});

test('schema prints the schemas, blueprints the catalogue', async () => {
  expect(JSON.parse((await b.run('schema')).out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  expect(JSON.parse((await b.run('schema', '--model')).out)).toMatchObject({ $id: 'urn:specwright:model:1' });
  expect((await b.run('blueprints')).out).toContain('api-gateway');
  expect((await b.run('blueprints', 'show', 'api-gateway')).out).toContain('specwright: 1');
  expect(JSON.parse((await b.run('blueprints', '--json')).out)).toMatchObject({ command: 'blueprints', ok: true, blueprints: [{ name: 'api-gateway' }] });
});

test('doctor names each tool', async () => {
  const { out } = await b.run('doctor', '--json');
  expect((JSON.parse(out) as { tools: { name: string }[] }).tools.map((t) => t.name)).toEqual(['git', 'make', 'bash', 'python3', 'node', 'docker']);
  expect([atLeast('3.11.2', '3.11'), atLeast('3.9', '3.11'), atLeast('4', '3.81')]).toEqual([true, false, true]);
});

test('a problem shows its line with a caret, tabs and wide characters included', async () => {
  writeFileSync(b.path('bad.yaml'), `${SHOP.replace('owner: team-shop', 'owner: team-shop\nnmae: 日本')}`);
  const { exit, err } = await b.run('new', 'x', '--spec', 'bad.yaml', '--yes');
  expect(exit).toBe(2);
  expect(err).toMatch(/^bad\.yaml:5:1: error: .*nmae.* \[spec\/[a-z-]+\]\n {2}5 \| nmae: 日本\n {4}\| \^\n {2}help: /);
});

test('a defect is exit 3 and says how to report it', async () => {
  const broken = { name: 'broken', description: '', plan: () => { throw new Error('boom'); } };
  const { exit, err } = await b.with({ tool: { generators: [broken] } }).run('new', 'x', '--yes', '--no-git');
  expect([exit, err]).toEqual([3, expect.stringMatching(/boom[\s\S]*defect in Specwright[\s\S]*report it/)]);
});

test('--quiet says nothing, NO_COLOR and --no-color are taken', async () => {
  expect(await b.run('new', 'x', '--yes', '--no-git', '--quiet')).toEqual({ exit: 0, out: '', err: '' });
  expect((await b.run('generate', 'x', '--no-color')).exit).toBe(0);
});

describe('the wizard', () => {
  const [blueprint] = sourceTool().blueprints;
  test('takes the folder as the name where it can be one, and makes a legal spec', () => {
    if (blueprint === undefined) throw new Error('there is no blueprint');
    expect(defaultAnswers(blueprint, 'my-shop').name).toBe('my-shop');
    expect(defaultAnswers(blueprint, 'My Shop').name).toBe('shop');
    const hostile = { ...defaultAnswers(blueprint, 'a'), owner: '"x": #y\' {{z}}', domain: 'yes' };
    const spec = readSpec(specOf(blueprint, hostile), 'specwright.yaml');
    expect([spec.owner, spec.domain]).toEqual([hostile.owner, 'yes']);
  });

  test.each([['name', 'A b', false], ['entity', 'product', false], ['entity', 'Product', true], ['owner', ' ', false], ['owner', 'x', true]] as const)(
    'checks %s %j',
    (path, value, good) => expect(checkAnswer(path, value) === true).toBe(good),
  );
});
