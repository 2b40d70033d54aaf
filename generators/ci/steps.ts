/** Steps that the workflows are made of. What comes from outside reaches a script in its environment, never in its text. */
import type { Json, JsonObject, Project, Slots } from '../../src/kit.js';
import { uses, type Action } from './actions.js';

export const READ: JsonObject = { contents: 'read' };

/** An expression of the workflow language. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** The label of the machines: the spec's, or GitHub's own. */
export function runner(project: Project): string {
  const { runners = 'ubuntu-24.04' } = (project.sections['delivery'] ?? {}) as { readonly runners?: string };
  return runners;
}

/** An action of others. */
export function step(name: string, action: Action, settings?: JsonObject): JsonObject {
  return { name, uses: uses(action), ...(settings === undefined ? {} : { with: settings }) };
}

export const make = (target: string): JsonObject => ({ name: `make ${target}`, run: `make ${target}` });

export const checkout = (more: JsonObject = {}): JsonObject => step('Check out', 'checkout', { 'persist-credentials': false, ...more });

export const download = (name: string, settings: JsonObject): JsonObject => step(name, 'download', settings);

export function upload(name: string, artifact: string, path: string, condition?: string): JsonObject {
  const settings = { name: artifact, path, 'include-hidden-files': true, 'if-no-files-found': 'error', 'retention-days': 7 };
  return { ...(condition === undefined ? {} : { if: condition }), ...step(name, 'upload', settings) };
}

/** Where images go. GitHub's own registry takes the token of the run, any other a name and a password that are set once. */
export function registry({ deployment: { registry: { address } } }: Project): { readonly address: string; readonly rights: JsonObject; readonly signIn: JsonObject } {
  const [host = address] = address.split('/');
  const own = host === 'ghcr.io';
  const username = expression(own ? 'github.actor' : 'secrets.REGISTRY_USER');
  const password = expression(own ? 'secrets.GITHUB_TOKEN' : 'secrets.REGISTRY_PASSWORD');
  return { address, rights: own ? { packages: 'write' } : {}, signIn: step('Sign in to the registry', 'login', { registry: host, username, password }) };
}

/** A folder that is kept between runs under the digest of what it was made from; `restore` leaves keeping it to others. */
export function cache(name: string, path: string, digest: string, action: 'cache' | 'restore' = 'cache'): JsonObject {
  return step(`Restore ${name}`, action, { path, key: `${name}-${expression('runner.os')}-${expression('runner.arch')}-${expression(digest)}` });
}

const LOCKS = "hashFiles('requirements/*.txt', '**/package-lock.json', '**/pyproject.toml', '.python-version', '.nvmrc', 'make/setup.sh')";

/** Checkout, Python, Node, and what `make setup` installs, kept under the digest of the locks. */
export function setUp(slots: Slots, ofCheckout: JsonObject = {}): readonly JsonObject[] {
  const installed = ['.venv', 'node_modules', ...slots.ciPart.flatMap(({ installed }) => installed ?? []), '.local/*.cksum'];
  return [
    checkout(ofCheckout),
    { id: 'python', ...step('Install Python', 'python', { 'python-version-file': '.python-version' }) },
    step('Install Node', 'node', { 'node-version-file': '.nvmrc', 'package-manager-cache': false }),
    cache('packages', installed.join('\n'), `format('{0}-{1}', steps.python.outputs.python-version, ${LOCKS})`),
    make('setup'),
  ];
}

/** Building the tools takes longer than a stage may: the workflow `tools` keeps all of them, stages restore them. */
export const keptTools = (action: 'cache' | 'restore'): JsonObject => cache('tools', '.local/tools', "hashFiles('make/tools.txt')", action);

/** What every workflow but `ci` begins with. */
export function workflow(name: string, on: Json, concurrency: JsonObject, jobs: JsonObject): Json {
  return { name, on, permissions: {}, concurrency, defaults: { run: { shell: 'bash' } }, jobs };
}
