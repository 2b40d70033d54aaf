import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';

import { malformed } from './malformed-specs.js';

const program = resolve(import.meta.dirname, '../../dist/specwright.js');
const folder = mkdtempSync(join(tmpdir(), 'specwright-malformed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly command: string;
  readonly ok: boolean;
  readonly problems: readonly { file: string; line: number; column: number; severity: string; message: string; help: string | null }[];
}

describe.concurrent('a malformed spec', () => {
  it.each(malformed.map((one, index) => ({ ...one, index })))('with $what is refused where it is wrong', async ({ text, at, says, index }) => {
    const home = join(folder, String(index));
    mkdirSync(home);
    writeFileSync(join(home, 'spec.yaml'), text);
    const args = [program, 'new', 'target', '--spec', 'spec.yaml', '--yes', '--no-git'];

    const people = await execa(process.execPath, args, { cwd: home, reject: false });
    const machine = await execa(process.execPath, [...args, '--json'], { cwd: home, reject: false });

    expect([people.exitCode, machine.exitCode], people.stderr).toEqual([2, 2]);
    const report = JSON.parse(machine.stdout) as Report;
    const errors = report.problems.filter(({ severity }) => severity === 'error');
    const places = errors.map(({ line, column }) => `${line}:${column}`);
    expect(places, people.stderr).toContain(at);
    const named = errors.filter(({ line, column }) => `${line}:${column}` === at);
    expect(named.map(({ message, help }) => `${message} ${help ?? ''}`).join('\n')).toMatch(says);
    expect(named[0]?.file).toBe('spec.yaml');
    expect(people.stderr).toContain(`spec.yaml:${at}`);
    expect(people.stderr).toContain('^');
    expect(people.stdout).toBe('');
    expect(readdirSync(home)).toEqual(['spec.yaml']);
  }, 30_000);
});
