/**
 * The program. Every arrow of ARCHITECTURE.md is one function here, every noun one type; nothing before the writer
 * touches a disk, but for the loader that reads what the spec refers to.
 */
import { generators as standardGenerators } from '../generators/index.js';
import { findBlueprint } from './blueprint.js';
import type { Blueprint } from './blueprint.js';
import { draftDocuments } from './documents/draft.js';
import type { DocumentLoader, Documents } from './documents/model.js';
import type { Generator, History } from './kit.js';
import { dataGenerator } from './plan/data-generator.js';
import type { Manifest } from './plan/data-generator.js';
import type { PlanEntry } from './plan/model.js';
import { planProject } from './plan/plan.js';
import { InputError } from './problems.js';
import type { Problem } from './problems.js';
import { buildProject, readDeployment } from './project/build.js';
import type { Project } from './project/model.js';
import type { Assets, Tree } from './render/model.js';
import { renderPlan } from './render/render.js';
import type { Spec } from './spec/model.js';
import { readSpec, SCHEMA_PATH } from './spec/index.js';

/** What this copy of Specwright brings along. */
export interface Tool {
  readonly version: string;
  /** Digest of the whole build; null when it runs from source. */
  readonly build: string | null;
  readonly assets: Assets;
  readonly blueprints: readonly Blueprint[];
  /** Generators that are nothing but data. */
  readonly manifests: readonly Manifest[];
  /** The JSON Schema of the spec, as text. */
  readonly schema: string;
  /** The JSON Schema of what data templates see, as text. */
  readonly modelSchema: string;
  /** Replaces the standard generators; for tests. */
  readonly generators?: readonly Generator[];
}

/** What a person gives: a spec, the changes to it from the command line, and a door to its documents. */
export interface Input {
  readonly text: string;
  /** As the person gave it; problems name it. */
  readonly file: string;
  readonly set: readonly string[];
  readonly loader: DocumentLoader;
}

/** A spec that has been understood. */
export interface Understood {
  readonly spec: Spec;
  readonly documents: Documents;
  readonly project: Project;
  readonly blueprint: Blueprint;
  /** Warnings; errors are thrown. */
  readonly problems: readonly Problem[];
}

/** What is there already: nothing for a new repository. */
export interface Past {
  readonly previous: Project | null;
  readonly history: History;
}

/** spec text -> Spec -> Documents -> Project. @throws InputError with every problem found. */
export async function understand(input: Input, tool: Tool): Promise<Understood> {
  const spec = readSpec(input.text, input.file, { set: [...input.set] });
  const blueprint = findBlueprint(tool.blueprints, spec.blueprint, spec.at(['blueprint']));
  const documents = await draftDocuments(spec, input.loader);
  const deployment = readDeployment(spec);
  const problems = [...spec.problems, ...documents.problems, ...deployment.problems];
  if (problems.some((p) => p.severity === 'error')) throw new InputError(problems);
  const project = buildProject(spec, documents, { name: blueprint.name, version: blueprint.version, released: blueprint.released }, deployment);
  return { spec, documents, project, blueprint, problems };
}

/** Project -> Plan -> Tree. @throws PlanError, RenderError: defects of a generator; InputError: what only planning can refuse. */
export async function drawTree(project: Project, past: Past, tool: Tool, specText: string = project.specText): Promise<Tree> {
  const generators = [...(tool.generators ?? standardGenerators), ...tool.manifests.map(dataGenerator)];
  const context = { project, previous: past.previous, history: past.history };
  const plan = planProject(generators, context, ownEntries(specText, tool));
  return await renderPlan(plan, tool.assets);
}

/** The files that belong to no generator: the spec, and its schema for editors. */
function ownEntries(specText: string, tool: Tool): PlanEntry[] {
  const entry = (path: string, text: string, ownership: PlanEntry['ownership']): PlanEntry => ({
    path, ownership, executable: false, rules: [], format: null, generator: 'specwright', content: { kind: 'text', text },
  });
  return [
    entry('specwright.yaml', specText, 'source'),
    entry(SCHEMA_PATH, tool.schema, 'derived'),
  ];
}
