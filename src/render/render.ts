/** Plan -> Tree: bytes for every planned file, in memory. */
import type { PlanEntry } from '../plan/model.js';
import type { Plan } from '../plan/plan.js';
import { digest } from './digest.js';
import { createRenderer } from './helpers.js';
import type { Assets, CompiledTemplate, Output, Tree } from './model.js';
import { formatPython } from './python.js';
import { serialise } from './serialise.js';

/** A template, a copied file or a view is wrong: a defect of the generator that planned the file. */
export class RenderError extends Error {
  constructor(entry: PlanEntry, cause: unknown) {
    super(`Generator ${entry.generator}, ${entry.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'RenderError';
  }
}

type Template = (view: object) => string;
const encoder = new TextEncoder();

/** @throws RenderError naming the generator and the file. */
export async function renderPlan(plan: Plan, assets: Assets): Promise<Tree> {
  await assets.load([...new Set(plan.entries.map((entry) => entry.generator))]);
  const handlebars = createRenderer();
  const compiled = new Map<CompiledTemplate, Template>();
  const instantiate = (template: CompiledTemplate): Template => {
    let ready = compiled.get(template);
    if (ready === undefined) compiled.set(template, (ready = handlebars.template(template)));
    return ready;
  };
  const tree = new Map<string, Output>();
  for (const entry of plan.entries) {
    try {
      tree.set(entry.path, output(entry, assets, instantiate));
    } catch (error) {
      throw new RenderError(entry, error);
    }
  }
  return tree;
}

function output(entry: PlanEntry, assets: Assets, instantiate: (template: CompiledTemplate) => Template): Output {
  const common = {
    path: entry.path, mode: entry.executable ? '100755' : '100644', ownership: entry.ownership,
    generator: entry.generator, rules: entry.rules,
  } as const;
  if (entry.content.kind === 'copy') {
    const packed = assets.copy(entry.generator, entry.content.source);
    if (packed === undefined) throw new Error(`there is no file templates/${entry.generator}/${entry.content.source}`);
    return { ...common, ...packed };
  }
  const text = contentText(entry, assets, instantiate);
  if (!text.isWellFormed()) throw new Error('the text has a lone surrogate');
  const bytes = encoder.encode(entry.format === 'python' ? formatPython(text) : text);
  return { ...common, bytes, digest: digest(bytes) };
}

function contentText(entry: PlanEntry, assets: Assets, instantiate: (template: CompiledTemplate) => Template): string {
  const content = entry.content;
  if (content.kind === 'text') return content.text;
  if (content.kind === 'data') return serialise(content.format, content.value, content);
  if (content.kind === 'copy') throw new Error('copied files are not text');
  const template = assets.template(entry.generator, content.template);
  if (template === undefined) throw new Error(`there is no template templates/${entry.generator}/${content.template}`);
  return instantiate(template)(content.view);
}
