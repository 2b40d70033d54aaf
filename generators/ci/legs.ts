/** Which machines a stage runs on at the same time: one each for what is shared, every service, and every part. */
import type { Json, Project, Slots } from '../../src/kit.js';
import type { Stage } from './stages.js';

/** `part` names it, `steps` and `shard` are what `make` is told. */
export interface Leg {
  readonly [key: string]: Json;
  readonly part: string;
  readonly steps: string;
  readonly shard: string;
}

/** Stages that do not wait for each other's tests: a service's are its own. */
const BY_SERVICE: readonly Stage[] = ['test-unit', 'test-integration'];
/** Tests of a running system take longest: each step has a machine. */
const BY_STEP: readonly Stage[] = ['test-integration'];

/** The machines of one stage; at least one. */
export function legs(stage: Stage, project: Project, slots: Slots): readonly Leg[] {
  const steps = slots.ciPart.map(({ name }) => `!${name}*`).join(' ');
  const own = BY_SERVICE.includes(stage)
    ? [{ part: 'shared', steps, shard: 'shared' }, ...project.services.map(({ name, folder }) => ({ part: `service-${name}`, steps, shard: folder }))]
    : [{ part: 'workspace', steps, shard: '' }];
  return [...own, ...slots.ciPart.flatMap(({ name }) => ofPart(stage, name, slots))];
}

function ofPart(stage: Stage, part: string, slots: Slots): readonly Leg[] {
  const names = slots.makeStep.filter(({ target, name }) => target === stage && name.startsWith(part)).map(({ name }) => name);
  if (names.length === 0) return [];
  if (BY_STEP.includes(stage)) return names.map((name) => ({ part: name, steps: name, shard: '' }));
  return [{ part, steps: `${part}*`, shard: '' }];
}
