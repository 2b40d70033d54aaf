/** What alerts and runbooks say about one project: names as the cluster has them, and numbers as the spec has them. */
import { createHash } from 'node:crypto';
import type { Project, Workload } from '../../src/kit.js';
import { secondsOf } from './durations.js';

/** Where a namespace stands in an expression; the chart puts its own there. */
export const NAMESPACE = '$namespace';
/** Where the matcher of the environment's database server stands, before others; the chart puts its own there, or nothing. */
export const DATABASE = '$databaseMatcher';
/** Where the name of a workload's Deployment stands, which depends on what the release is called. */
export const deploymentOf = ({ name }: Pick<Workload, 'name'>): string => `$fullname(${name})`;

/** Unless the spec says otherwise: back within four hours, with at most a quarter of an hour of data lost. */
const STANDARD = { rto: 'PT4H', rpo: 'PT15M', historyDays: 7 };

export interface Facts {
  readonly project: Project;
  readonly release: string;
  /** The namespace that customers use. */
  readonly namespace: string;
  readonly environment: string;
  readonly workloads: readonly Workload[];
  /** Those that say how they are. */
  readonly measured: readonly Workload[];
  readonly pool: number;
  /** Connections that the database server allows; null: as its settings say. */
  readonly connections: number | null;
  readonly neon: boolean;
  readonly recovery: { readonly rto: number; readonly rpo: number; readonly historyDays: number; readonly given: boolean };
  /** Largest share of pods that a release may take away, in percent. */
  readonly maxUnavailable: number;
}

interface DataSection {
  readonly engine?: string;
  readonly connections?: number;
  readonly rto?: string;
  readonly rpo?: string;
  readonly neon?: { readonly history_days?: number };
}

export function factsOf(project: Project): Facts {
  const { deployment } = project;
  const production = deployment.environments.find((each) => each.production) ?? deployment.environments[0];
  const data = (project.sections['data'] ?? {}) as DataSection;
  return {
    project,
    release: project.name,
    namespace: production?.namespace ?? 'production',
    environment: production?.name ?? 'prod',
    workloads: deployment.workloads,
    measured: deployment.workloads.filter(({ metrics }) => metrics !== null),
    pool: deployment.database.pool,
    connections: data.connections ?? null,
    neon: data.engine === 'neon',
    recovery: {
      rto: secondsOf(data.rto ?? STANDARD.rto),
      rpo: secondsOf(data.rpo ?? STANDARD.rpo),
      historyDays: data.neon?.history_days ?? STANDARD.historyDays,
      given: data.rto !== undefined || data.rpo !== undefined,
    },
    maxUnavailable: Math.max(0, ...(production?.runs ?? []).map(({ rollout }) => rollout.maxUnavailable)),
  };
}

/** Name of a workload's objects in the cluster, as the chart makes it. */
export function objectName(release: string, workload: string): string {
  const full = `${release}-${workload}`;
  if (full.length <= 52) return full;
  return `${full.slice(0, 43).replace(/-$/, '')}-${createHash('sha256').update(full).digest('hex').slice(0, 8)}`;
}

/** First words of the names of alerts: `HttpServer`, or another where two services would share it. */
export function prefixes(workloads: readonly Workload[]): ReadonlyMap<string, string> {
  const pascal = (name: string): string => name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const counts = new Map<string, number>();
  for (const { name } of workloads) counts.set(pascal(name), (counts.get(pascal(name)) ?? 0) + 1);
  return new Map(workloads.map(({ name }) => [name, counts.get(pascal(name)) === 1 ? pascal(name) : `${name.replaceAll('-', '_')}_`]));
}
