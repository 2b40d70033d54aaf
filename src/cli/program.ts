/** argv -> one command. Commands load when they are called; `--help` loads none. */
import { Command, CommanderError, Option } from 'commander';
import { InputError, Interrupted, problem } from '../problems.js';
import { safePoint } from '../write/system.js';
import { failure } from './failure.js';
import type { CommonOptions, Host } from './host.js';
import { EXIT } from './outcome.js';
import type { ExitCode, Outcome } from './outcome.js';

/** Named by the design, not in this version. */
const LATER = ['check', 'explain', 'upgrade', 'adopt', 'add', 'workshop', 'studio', 'fleet'];

interface Chosen {
  command: string;
  folder: string | null;
  run: (() => Promise<Outcome>) | null;
}

/** Runs one command line to its end and prints what came of it. Never throws. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  const chosen: Chosen = { command: argv.find((a) => !a.startsWith('-')) ?? 'specwright', folder: null, run: null };
  const flags = flagsOf(argv);
  const outcome = await outcomeOf(argv, host, chosen).then((done) => heard(done, host), (error: unknown) => failure(error, host.version));
  const colour = host.colour && !flags.noColour && !(host.env['NO_COLOR'] ?? '');
  const { print } = await import('./print.js');
  print(outcome, { command: chosen.command, json: flags.json, quiet: flags.quiet, colour, folder: chosen.folder }, host);
  return outcome.exit;
}

/**
 * A signal that came too late to end the run: what was done stays, is reported, and the exit code says that a signal
 * came. One that comes later still, when the report is out, changes nothing.
 */
async function heard(outcome: Outcome, host: Host): Promise<Outcome> {
  try {
    await safePoint(host.system);
    return outcome;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const late = problem('cli/interrupted', 'Interrupted when everything was done already', null);
    return { ...outcome, exit: EXIT.interrupted, problems: [...outcome.problems, late] };
  }
}

/** Known even when the arguments are wrong, so that a usage error is one JSON document too. */
function flagsOf(argv: readonly string[]): { json: boolean; quiet: boolean; noColour: boolean } {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return { json: flags.includes('--json'), quiet: flags.includes('--quiet'), noColour: flags.includes('--no-color') };
}

async function outcomeOf(argv: readonly string[], host: Host, chosen: Chosen): Promise<Outcome> {
  if (LATER.includes(chosen.command)) {
    const message = `specwright ${chosen.command} is not built yet in version ${host.version}`;
    throw new InputError([problem('cli/not-built', message, null, 'See `specwright --help` for what is.')]);
  }
  let help = '';
  const program = createProgram(host, chosen);
  const listen = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: (text) => void (help += text), writeErr: () => undefined });
    command.commands.forEach(listen);
  };
  listen(program);
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
    return { exit: EXIT.done, problems: [], result: help };
  }
  if (chosen.run === null) return { exit: EXIT.done, problems: [], result: program.helpInformation() };
  return await chosen.run();
}

/** Commander's words as a problem. */
function usageError(error: CommanderError): InputError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').trim().replace(/^\(|\)$/g, '');
  const message = first.charAt(0).toUpperCase() + first.slice(1);
  return new InputError([problem(error.code.replace('commander.', 'cli/').replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), message, null, hint === '' ? 'See `specwright --help`.' : hint)]);
}

function createProgram(host: Host, chosen: Chosen): Command {
  const program = new Command('specwright')
    .description('One declarative project spec in, a full repository out.')
    .version(host.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  const choose = (command: string, folder: string | null, run: () => Promise<Outcome>): void => {
    Object.assign(chosen, { command, folder, run });
  };
  addNew(program, host, choose);
  addGenerate(program, host, choose);
  addDiff(program, host, choose);
  addInspection(program, host, choose);
  return program;
}

type Choose = (command: string, folder: string | null, run: () => Promise<Outcome>) => void;

const EXAMPLES = `
Examples:
  specwright new shop                         ask a few questions, then write the repository
  specwright new shop --spec shop.yaml --yes  ask nothing
  specwright generate                         render again after the spec changed; edits are kept
  specwright diff | less                      see what generate would change
`;

function common(command: Command): Command {
  return command
    .option('--dry-run', 'compute everything, write nothing', false)
    .option('--json', 'one JSON document on standard output', false)
    .option('--quiet', 'say nothing but errors', false)
    .option('--no-color', 'no colours');
}

function addNew(program: Command, host: Host, choose: Choose): void {
  const collect = (value: string, all: readonly string[]): string[] => [...all, value];
  common(program.command('new'))
    .description('create a repository from a spec')
    .argument('<dir>', 'folder to create; may exist when it is empty')
    .option('--spec <file>', 'the spec; its documents are copied along')
    .option('--blueprint <name[@version]>', 'what to make; overrides the spec')
    .addOption(new Option('--set <path=value>', 'change the spec before it is read; repeatable').argParser(collect).default([], 'nothing'))
    .option('--yes', 'ask nothing, take the defaults', false)
    .option('--no-git', 'no git repository')
    .option('--into', 'the folder holds other files; touch none of them', false)
    .addHelpText('after', '\nExamples:\n  specwright new shop --spec shop.yaml --yes\n  specwright new . --set owner=team-shop\n')
    .action((dir: string, options: CommonOptions & NewFlags) => {
      choose('new', dir, async () => (await import('./new.js')).runNew({ dir, ...options, spec: options.spec ?? null, blueprint: options.blueprint ?? null }, host));
    });
}

interface NewFlags {
  readonly spec?: string;
  readonly blueprint?: string;
  readonly set: readonly string[];
  readonly yes: boolean;
  readonly git: boolean;
  readonly into: boolean;
}

function addGenerate(program: Command, host: Host, choose: Choose): void {
  common(program.command('generate'))
    .description('render a repository again after its spec changed; edits are kept')
    .argument('[dir]', 'the repository', '.')
    .option('--continue', 'the conflicts of the last run are settled', false)
    .option('--abort', 'back to where the last run began', false)
    .addHelpText('after', '\nExamples:\n  specwright generate\n  specwright generate shop --dry-run\n')
    .action((dir: string, options: CommonOptions & { continue: boolean; abort: boolean }) => {
      choose('generate', dir, async () => (await import('./generate.js')).runGenerate({ dir, ...options }, host));
    });
}

function addDiff(program: Command, host: Host, choose: Choose): void {
  common(program.command('diff'))
    .description('print what generate would change, as a git patch')
    .argument('[dir]', 'the repository', '.')
    .option('--exit-code', 'exit 1 when there are differences', false)
    .addHelpText('after', '\nExamples:\n  specwright diff\n  specwright diff --exit-code > changes.patch\n')
    .action((dir: string, options: CommonOptions & { exitCode: boolean }) => {
      choose('diff', dir, async () => (await import('./diff.js')).runDiff({ dir, ...options }, host));
    });
}

function addInspection(program: Command, host: Host, choose: Choose): void {
  common(program.command('schema'))
    .description('print the JSON Schema of the spec')
    .option('--model', 'the JSON Schema of what data templates see', false)
    .action((options: { model: boolean }) => {
      choose('schema', null, async () => (await import('./schema.js')).runSchema(options, host));
    });
  common(program.command('blueprints'))
    .description('list the blueprints, or show one')
    .argument('[action]', 'list or show', 'list')
    .argument('[name]', 'the blueprint to show')
    .action((action: string, name: string | undefined) => {
      choose('blueprints', null, async () => (await import('./blueprints.js')).runBlueprints({ action, name: name ?? null }, host));
    });
  common(program.command('doctor'))
    .description('which tools generated repositories need, and which are here')
    .action(() => {
      choose('doctor', null, async () => (await import('./doctor.js')).runDoctor(host));
    });
}
