/** What a namespace may take: everything that runs there at most, at one time. */
import { cpuText, mebibytes, memoryText, milliCpu } from './amounts.js';
import { valueAt } from './layers.js';
import type { Environment, Run } from './model.js';
import type { Complain } from './run.js';
import type { JsonObject } from '../../json.js';

interface Need { readonly pods: number; readonly cpu: number; readonly memory: number; readonly cpuLimit: number; readonly memoryLimit: number }

/** Replicas at most with the surge of a release, and one pod on top for its migrations or tests. */
function needOf(run: Run): Need {
  const pods = run.scaling.max + Math.ceil((run.scaling.max * run.rollout.maxSurge) / 100) + 1;
  const { cpu, memory, cpuLimit, memoryLimit } = run.resources;
  return { pods, cpu: pods * milliCpu(cpu), memory: pods * mebibytes(memory), cpuLimit: pods * milliCpu(cpuLimit), memoryLimit: pods * mebibytes(memoryLimit) };
}

/** The quota, at least what is needed; a smaller one of the spec is refused where it stands. */
export function quotaOf(runs: readonly Run[], environment: string, sections: JsonObject, complain: Complain): Environment['quota'] {
  const needs = runs.map(needOf);
  const sum = (key: keyof Need): number => needs.reduce((total, need) => total + need[key], 0);
  const path = ['environments', environment, 'quota'];
  const chosen = <T>(key: keyof Need & ('pods' | 'cpu' | 'memory'), read: (value: T) => number, print: (amount: number) => string): number => {
    const value = valueAt(sections, [...path, key]) as T | undefined;
    if (value === undefined) return sum(key);
    if (read(value) < sum(key)) complain([...path, key], `All replicas at most, with a release under way, need ${print(sum(key))}; the quota is ${print(read(value))}.`, 'Raise the quota, or lower `scaling.max` or what each replica asks for.');
    return read(value);
  };
  return {
    pods: chosen<number>('pods', (value) => value, (amount) => `${amount} pods`),
    cpu: cpuText(chosen<string>('cpu', milliCpu, (amount) => `${cpuText(amount)} CPU`)),
    memory: memoryText(chosen<string>('memory', mebibytes, memoryText)),
    cpuLimit: cpuText(sum('cpuLimit')),
    memoryLimit: memoryText(sum('memoryLimit')),
  };
}
