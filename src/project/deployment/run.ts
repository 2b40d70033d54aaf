/** The settings of one workload in one environment. */
import { cpuText, mebibytes, memoryText, milliCpu } from './amounts.js';
import type { Given, Layers, Path } from './layers.js';
import type { Health, Resources, Run, Scaling, Workload } from './model.js';

/** Refuses what is wrong at the place in the spec that is to blame. */
export type Complain = (path: Path, message: string, help: string) => void;

/** What an environment starts from. */
export interface Standard {
  readonly production: boolean;
  readonly min: number;
  readonly max: number;
}

/** What one replica of each kind asks for: measured at rest, with room to work. */
const STANDARD_RESOURCES = {
  service: { cpu: 100, cpuLimit: 1000, memory: 192, memoryLimit: 384 },
  web: { cpu: 100, cpuLimit: 1000, memory: 256, memoryLimit: 512 },
} as const;

/** @param host - where the internet reaches it in this environment */
export function runOf(workload: Workload, environment: string, layers: Layers, standard: Standard, host: string | null, complain: Complain): Run {
  const scaling = scalingOf(workload, environment, layers, standard, complain);
  return {
    workload: workload.name,
    scaling,
    resources: resourcesOf(workload, layers, complain),
    health: healthOf(layers, complain),
    rollout: rolloutOf(layers, complain),
    budget: scaling.min >= 2,
    host,
  };
}

function scalingOf(workload: Workload, environment: string, layers: Layers, standard: Standard, complain: Complain): Scaling {
  const targets = {
    cpu: layers.given<number>('scaling', 'cpu')?.value ?? 70,
    memory: layers.given<number>('scaling', 'memory')?.value ?? 80,
    custom: Object.fromEntries(Object.entries(layers.given<Record<string, number>>('scaling', 'custom')?.value ?? {}).map(([name, value]) => [name.replaceAll('-', '_'), value])),
  };
  const fixed = layers.fixed(complain);
  const bounds = fixed === null ? boundsOf(layers, standard, complain) : { min: fixed.value, max: fixed.value };
  const lowest = fixed ?? layers.given<number>('scaling', bounds.max < 2 ? 'max' : 'min');
  if (standard.production && bounds.min < 2 && lowest !== null) {
    complain(lowest.path, `${workload.name} would be gone from ${environment} while the node of its one replica is drained.`, 'The constitution (K8S-05) asks for disruption budgets in production: let at least two replicas run.');
  }
  return { ...bounds, ...targets };
}

/** A bound that is not given follows the one that is. In production a `min` that names no environment is lifted to two. */
function boundsOf(layers: Layers, standard: Standard, complain: Complain): { readonly min: number; readonly max: number } {
  const [low, high] = [layers.given<number>('scaling', 'min'), layers.given<number>('scaling', 'max')];
  if (low?.value === 0) complain(low.path, 'A workload that scales to none is never woken by its own CPU or memory.', 'Let at least one replica run, or switch an environment off with `replicas: 0`.');
  const least = standard.production && low?.path[0] !== 'environments' ? 2 : 1;
  const min = Math.max(low?.value ?? Math.min(standard.min, Math.max(high?.value ?? standard.min, 1)), least);
  const max = high?.value ?? Math.max(standard.max, min);
  if (low !== null && high !== null && low.value > high.value) complain(narrower(low, high).path, `At least ${low.value} and at most ${high.value} replicas contradict each other.`, 'Lower `min` or raise `max`.');
  return { min: Math.min(min, Math.max(max, 1)), max };
}

function narrower<T>(a: Given<T>, b: Given<T>): Given<T> {
  return b.path.length > a.path.length ? b : a;
}

function resourcesOf({ kind }: Workload, layers: Layers, complain: Complain): Resources {
  const standard = STANDARD_RESOURCES[kind];
  const cpu = pair(layers, ['cpu', 'cpu_limit'], [standard.cpu, standard.cpuLimit], milliCpu, complain);
  const memory = pair(layers, ['memory', 'memory_limit'], [standard.memory, standard.memoryLimit], mebibytes, complain);
  return { cpu: cpuText(cpu.request), cpuLimit: cpuText(cpu.limit), memory: memoryText(memory.request), memoryLimit: memoryText(memory.limit) };
}

/** Request and limit; what is not given makes room for what is. */
function pair(layers: Layers, names: readonly [string, string], standard: readonly [number, number], read: (text: string) => number, complain: Complain): { readonly request: number; readonly limit: number } {
  const [request, limit] = names.map((name) => layers.given<string>('resources', name));
  for (const given of [request, limit]) if (given && read(given.value) <= 0) complain(given.path, 'A container cannot run on nothing.', 'Give it an amount above zero.');
  if (request && limit && read(request.value) > read(limit.value)) complain(narrower(request, limit).path, `A request of ${request.value} is more than the limit of ${limit.value}.`, `Lower \`${names[0]}\` or raise \`${names[1]}\`.`);
  const asked = request ? read(request.value) : Math.min(standard[0], limit ? read(limit.value) : standard[0]);
  return { request: asked, limit: limit ? read(limit.value) : Math.max(standard[1], asked) };
}

function healthOf(layers: Layers, complain: Complain): Health {
  const period = layers.given<number>('health', 'period_s');
  const timeout = layers.given<number>('health', 'timeout_s');
  const periodSeconds = period?.value ?? Math.max(10, timeout?.value ?? 0);
  const timeoutSeconds = timeout?.value ?? Math.min(5, periodSeconds);
  if (timeout !== null && timeoutSeconds > periodSeconds) complain(timeout.path, `A probe that may take ${timeoutSeconds} s is asked every ${periodSeconds} s.`, 'Lower `timeout_s` or raise `period_s`.');
  return { startupSeconds: layers.given<number>('health', 'startup_s')?.value ?? 60, periodSeconds, timeoutSeconds, failures: layers.given<number>('health', 'failures')?.value ?? 3 };
}

function rolloutOf(layers: Layers, complain: Complain): Run['rollout'] {
  const [missing, surge] = [layers.given<number>('rollout', 'max_unavailable'), layers.given<number>('rollout', 'max_surge')];
  if (missing?.value === 0 && surge?.value === 0) complain(narrower(missing, surge).path, 'A release in which no pod may be missing and none may be on top cannot go out.', 'Give `max_surge` more than 0.');
  return { maxUnavailable: missing?.value ?? 25, maxSurge: surge?.value ?? 25 };
}
