/** Every document of a generated repository, through the tools that its readers use. Needs no `make setup`. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { parse } from 'yaml';

import { exitProblems, type Inspected } from '../harness/checks.js';
import { checkout } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { files } from '../repository/build.js';
import type { Repository } from '../repository/repository.js';
import { markdownTools, structurizr } from '../tools/install.js';
import { commandsOf, defects } from './commands.js';
import { readPage, type Page } from './markdown.js';

interface Document extends Page {
  readonly path: string;
  readonly text: string;
}

async function pages(repository: Repository): Promise<Document[]> {
  const paths = (await files(repository)).filter((path) => path.endsWith('.md'));
  return paths.map((path) => {
    const text = repository.read(path);
    return { path, text, ...readPage(text) };
  });
}

/** markdownlint with the repository's own settings. */
export async function markdownlint(repository: Repository): Promise<Inspected> {
  const tool = join(await markdownTools(), 'node_modules/.bin/markdownlint-cli2');
  const finished = await run([tool], { cwd: repository.folder, log: repository.log('markdownlint') });
  const count = Number(/Linting: (\d+) file/.exec(finished.output)?.[1] ?? (await pages(repository)).length);
  return { count, unit: 'files', problems: exitProblems(finished) };
}

/** Every link to a file or a heading of this repository. */
export async function links(repository: Repository): Promise<Inspected> {
  const all = await pages(repository);
  const byPath = new Map(all.map((page) => [page.path, page]));
  let count = 0;
  const problems: string[] = [];
  for (const { path, links: targets } of all) {
    for (const link of targets) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) continue;
      count += 1;
      const [target = '', anchor] = link.split('#');
      const file = target === '' ? path : posix.normalize(posix.join(dirname(path), decodeURIComponent(target)));
      if (file.startsWith('..') || !existsSync(repository.path(file))) problems.push(`${path}: there is no ${link}`);
      else if (anchor !== undefined && !(byPath.get(file)?.anchors.has(decodeURIComponent(anchor)) ?? false)) problems.push(`${path}: ${file} has no heading #${anchor}`);
    }
  }
  return { count, unit: 'links', problems, note: `${all.length} files` };
}

/** Every command of a document is one that is there: make targets, scripts, commands of Specwright and of git. */
export async function commands(repository: Repository): Promise<Inspected> {
  const makefile = repository.read('Makefile');
  const included = (await files(repository)).filter((path) => /^make\/[^/]+\.mk$/.test(path)).map((path) => repository.read(path));
  const targets = new Set([...[makefile, ...included].join('\n').matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, name = '']) => name));
  const found = (await pages(repository)).flatMap((page) => commandsOf(page).map((command) => ({ path: page.path, command })));
  const problems = found.flatMap(({ path, command }) => defects(command, targets, (file) => existsSync(repository.path(file))).map((defect) => `${path}: \`${command}\`: ${defect}`));
  return { count: found.length, unit: 'commands', problems };
}

interface Parsed { readonly name: string; readonly type: string | null; readonly labels: readonly string[]; readonly error: string | null }

async function parseMermaid(texts: readonly { readonly name: string; readonly text: string }[]): Promise<readonly Parsed[]> {
  const finished = await run(['node', join(checkout, 'verify/documents/mermaid.mjs'), await markdownTools()], { input: JSON.stringify(texts) });
  if (finished.code !== 0) throw new Error(finished.output.slice(-2000));
  return JSON.parse(finished.stdout) as Parsed[];
}

/** Every picture, by mermaid's own parser. */
export async function pictures(repository: Repository): Promise<Inspected> {
  const blocks = (await pages(repository)).flatMap(({ path, blocks: own }) => own.filter(({ language }) => language === 'mermaid').map(({ text }, index) => ({ name: `${path} ${index + 1}`, text })));
  const problems = (await parseMermaid(blocks)).flatMap(({ name, error }) => (error === null ? [] : [`${name}: ${error}`]));
  const long = blocks.filter(({ text }) => text.length > 50_000).map(({ name }) => `${name}: longer than what mermaid draws`);
  return { count: blocks.length, unit: 'pictures', problems: [...problems, ...long] };
}

interface Workspace {
  readonly model: {
    readonly people?: readonly Item[];
    readonly softwareSystems?: readonly (Item & { readonly containers?: readonly (Item & { readonly components?: readonly Item[] })[] })[];
  };
}
interface Item { readonly id: string; readonly name: string; readonly description?: string; readonly properties?: Readonly<Record<string, string>>; readonly relationships?: readonly { readonly destinationId: string; readonly linkedRelationshipId?: string }[] }

async function parseWorkspace(text: string): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'specwright-c4-'));
  try {
    writeFileSync(join(folder, 'workspace.dsl'), text);
    const finished = await run(['java', '-cp', join(await structurizr(), '*'), join(checkout, 'verify/documents/Structurizr.java'), join(folder, 'workspace.dsl')]);
    if (finished.code !== 0) throw new Error(finished.output.slice(-2000));
    return JSON.parse(finished.stdout) as Workspace;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const identifier = (item: Item): string => item.properties?.['structurizr.dsl.identifier'] ?? item.id;

/** The C4 source by Structurizr's own parser: its containers are what runs, its relations are the flows of the threat model. */
export async function architecture(repository: Repository): Promise<Inspected> {
  const { model } = await parseWorkspace(repository.read('specs/architecture/workspace.dsl'));
  const systems = model.softwareSystems ?? [];
  const containers = systems.flatMap(({ containers: own }) => own ?? []);
  const components = containers.flatMap(({ components: own }) => own ?? []);
  const outer = [...(model.people ?? []), ...systems, ...containers];
  const ids = new Map([...outer, ...components].map((item) => [item.id, identifier(item)]));
  const problems: string[] = [];
  const services = repository.services().map(({ name }) => name);
  for (const name of services) if (!containers.some((container) => container.name === name)) problems.push(`the service ${name} is no container`);
  const threats = parse(repository.read('specs/security/threat-model.yaml')) as { readonly flows: readonly Flow[] };
  const named = new Set(threats.flows.map(({ id }) => id));
  const drawn = outer.flatMap((item) => (item.relationships ?? []).filter(({ destinationId, linkedRelationshipId }) => linkedRelationshipId === undefined && outer.some(({ id }) => id === destinationId)).map(({ destinationId }) => `${identifier(item)}--${ids.get(destinationId) ?? ''}`));
  for (const flow of drawn) if (!named.has(flow)) problems.push(`the flow ${flow} has no threats`);
  for (const flow of named) if (!drawn.includes(flow)) problems.push(`the threats of ${flow} belong to no flow`);
  return { count: outer.length + components.length + drawn.length, unit: 'elements and flows', problems, note: `${containers.length} containers, ${components.length} components` };
}

interface Flow {
  readonly id: string;
  readonly threats: readonly { readonly threat: string; readonly state: string; readonly residual: string; readonly mitigations: readonly { readonly file: string; readonly look: string }[] }[];
}

/** Every flow has threats, and every mitigation is in the file that it names. */
export async function threats(repository: Repository): Promise<Inspected> {
  const { flows } = parse(repository.read('specs/security/threat-model.yaml')) as { readonly flows: readonly Flow[] };
  const problems: string[] = [];
  let count = 0;
  for (const { id, threats: own } of flows) {
    if (own.length === 0) problems.push(`${id} has no threat`);
    for (const { threat, state, residual, mitigations } of own) {
      if ((state === 'open') !== (mitigations.length === 0) || residual === '') problems.push(`${id}: ${threat}: its state does not fit`);
      for (const { file, look } of mitigations) {
        count += 1;
        const path = repository.path(file);
        if (!existsSync(path) || !statSync(path).isFile()) problems.push(`${id}: there is no ${file}`);
        else if (!readFileSync(path, 'utf8').includes(look)) problems.push(`${id}: ${file} has no ${look}`);
      }
    }
  }
  return { count, unit: 'mitigations', problems, note: `${flows.length} flows` };
}

export { parseMermaid, parseWorkspace };
