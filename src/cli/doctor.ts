/** `specwright doctor`: the tools that generated repositories need, and which are here. */
import { problem } from '../problems.js';
import type { Problem } from '../problems.js';
import type { Host } from './host.js';
import { EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  readonly needed: boolean;
  /** Lowest version that works. */
  readonly least: string;
  readonly why: string;
}

const TOOLS: readonly Tool[] = [
  { name: 'git', args: ['--version'], needed: true, least: '2.20', why: 'the first commit, and everything after' },
  { name: 'make', args: ['--version'], needed: true, least: '3.81', why: 'every CI stage is a make target' },
  { name: 'bash', args: ['--version'], needed: true, least: '3.2', why: 'the recipes of the Makefile' },
  { name: 'python3', args: ['--version'], needed: true, least: '3.11', why: 'the services' },
  { name: 'node', args: ['--version'], needed: true, least: '20.19', why: 'markdownlint, and Specwright itself' },
  { name: 'docker', args: ['--version'], needed: false, least: '20.10', why: 'make image and make publish only' },
];

/** One line a tool; a needed one that is missing or old is exit code 4. */
export async function runDoctor(host: Host): Promise<Outcome> {
  const found = await Promise.all(TOOLS.map(async (tool) => ({ tool, version: await versionOf(tool, host) })));
  const problems = found.flatMap(({ tool, version }) => verdict(tool, version));
  const lines = found.map(({ tool, version }) => `${mark(tool, version)} ${tool.name.padEnd(8)} ${(version ?? 'missing').padEnd(10)} ${tool.why} (at least ${tool.least})\n`);
  const tools = found.map(({ tool, version }) => ({ name: tool.name, needed: tool.needed, least: tool.least, version, ok: version !== null && atLeast(version, tool.least) }));
  const exit = problems.some((p) => p.severity === 'error') ? EXIT.environment : EXIT.done;
  return { exit, problems, result: lines.join(''), extra: { tools } };
}

async function versionOf(tool: Tool, host: Host): Promise<string | null> {
  const { status, stdout, stderr } = await host.system.run(tool.name, tool.args, host.cwd);
  return status === 0 ? (/\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? null) : null;
}

function mark(tool: Tool, version: string | null): string {
  if (version !== null && atLeast(version, tool.least)) return 'ok     ';
  return tool.needed ? 'MISSING' : 'absent ';
}

function verdict(tool: Tool, version: string | null): Problem[] {
  if (version !== null && atLeast(version, tool.least)) return [];
  const message = version === null ? `${tool.name} is not installed` : `${tool.name} ${version} is older than ${tool.least}`;
  return [problem('doctor/tool', message, null, `Needed for: ${tool.why}.`, tool.needed ? 'error' : 'warning')];
}

/** Compares dotted numbers. */
export function atLeast(version: string, least: string): boolean {
  const a = version.split('.').map(Number);
  const b = least.split('.').map(Number);
  for (let i = 0; i < b.length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
