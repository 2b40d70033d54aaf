/** A generated chart, rendered by helm for each of its environments. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { run } from '../harness/process.js';
import { goTool } from '../tools/install.js';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec?: Readonly<Record<string, unknown>>;
}
export type Labels = Readonly<Record<string, string>>;

export interface Rendered {
  readonly environment: string;
  readonly text: string;
  readonly manifests: readonly Manifest[];
}

/** Names of the environments that have a file of values. */
export function environmentsOf(chart: string): string[] {
  return readdirSync(chart).flatMap((name) => /^values-(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}

/** The values of an environment, with digests as a release gives them. */
export function valuesOf(chart: string, environment: string): string[] {
  return ['--values', join(chart, `values-${environment}.yaml`), '--values', join(chart, 'ci/digests.yaml')];
}

/** @throws Error with helm's words when the chart cannot be rendered. */
export async function render(chart: string, environment: string, settings: readonly string[] = []): Promise<Rendered> {
  const finished = await run([await goTool('helm'), 'template', 'shop', chart, '--namespace', environment, ...valuesOf(chart, environment), ...settings], { timeout: 120 });
  if (finished.code !== 0) throw new Error(`helm template, ${environment}: ${finished.output.slice(0, 2000)}`);
  return { environment, text: finished.stdout, manifests: manifestsOf(finished.stdout) };
}

export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value = document.toJS() as Manifest | null;
    return value === null ? [] : [value];
  });
}
