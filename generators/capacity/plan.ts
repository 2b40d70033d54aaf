/** The arithmetic of the capacity plan. Every function is one formula of the document. */
import type { EntityModel, FieldModel, Json, Project, Service } from '../../src/kit.js';

/** What is assumed where the spec gives no number. */
export const ASSUMED = {
  peakRps: 50,
  /** Milliseconds of CPU that one request takes. */
  cpuMs: 5,
  statements: 2,
  /** Share of the peak that the average of a year is. */
  average: 0.2,
  writes: 0.1,
  writesReadHeavy: 0.02,
  /** Share of writes that make a new row. */
  creates: 0.5,
  /** Indexes, free space and dead rows, as a factor. */
  overhead: 2,
  connections: 100,
} as const;

/** The connection beside the pool by which a service asks whether its database answers. None is opened beyond: the chart's DATABASE_MAX_OVERFLOW. */
export const PROBE = 1;

const SECONDS_A_YEAR = 365 * 24 * 3600;

interface ServiceFacts { readonly peak_rps?: number; readonly read_heavy?: boolean }

export interface Load {
  readonly peak: number;
  /** Where the peak comes from. */
  readonly source: 'the service' | 'quality.load' | 'assumed';
  readonly readHeavy: boolean;
}

/** The expected peak of a service. That of the whole system counts for each: any of them may be in its way. */
export function loadOf(project: Project, service: string): Load {
  const facts = ((project.sections['services'] ?? {}) as unknown as Readonly<Record<string, ServiceFacts | undefined>>)[service] ?? {};
  const quality = (project.sections['quality'] ?? {}) as { readonly load?: { readonly peak_rps?: number } };
  const readHeavy = facts.read_heavy === true;
  if (facts.peak_rps !== undefined) return { peak: facts.peak_rps, source: 'the service', readHeavy };
  if (quality.load?.peak_rps !== undefined) return { peak: quality.load.peak_rps, source: 'quality.load', readHeavy };
  return { peak: ASSUMED.peakRps, source: 'assumed', readHeavy };
}

/** Replicas that keep the CPU at its target: cores that are needed, over what one replica may use of its request. */
export function replicasFor(peak: number, cpuMilli: number, target: number): number {
  return Math.max(1, Math.ceil((peak * ASSUMED.cpuMs) / (cpuMilli * (target / 100)) - 1e-9));
}

/** Requests that are under way at once, by Little's law, if each took as long as the slowest that is allowed to be usual. */
export function inFlight(peak: number, p95Ms: number): number {
  return Math.ceil((peak * p95Ms) / 1000);
}

/** Connections that are busy at the peak. */
export function busyConnections(peak: number, queryMs: number): number {
  return Math.ceil((peak * ASSUMED.statements * queryMs) / 1000);
}

/** New rows a year in all tables of a service. */
export function rowsAYear({ peak, readHeavy }: Load): number {
  return peak * ASSUMED.average * (readHeavy ? ASSUMED.writesReadHeavy : ASSUMED.writes) * ASSUMED.creates * SECONDS_A_YEAR;
}

/** Bytes of one row: the header, the columns that every row has, and its fields. */
export function rowBytes({ fields }: EntityModel): number {
  return 24 + 16 + 8 + 8 + 8 + fields.reduce((sum, field) => sum + fieldBytes(field), 0);
}

const FIXED: Readonly<Record<string, number>> = { integer: 8, number: 8, decimal: 12, boolean: 1, date: 4, datetime: 8, uuid: 16, enum: 12, email: 32, url: 64, text: 1000 };

function fieldBytes({ type, schema }: FieldModel): number {
  if (type.kind === 'reference' || type.kind === 'foreign') return 16;
  if (type.kind === 'many') return 3 * 48;
  if (type.kind === 'inverse') return 0;
  if (type.kind === 'json') return 200;
  const fixed = FIXED[type.type];
  if (fixed !== undefined) return fixed;
  const longest: Json | undefined = schema['maxLength'];
  return Math.ceil(Math.min(typeof longest === 'number' ? longest : 255, 2000) / 4);
}

/** Bytes a year of each entity: rows are spread evenly over the entities of the service. */
export function bytesAYear(service: Service, load: Load): readonly { readonly entity: EntityModel; readonly rows: number; readonly row: number; readonly bytes: number }[] {
  return service.entities.map((entity) => {
    const rows = rowsAYear(load) / service.entities.length;
    const row = rowBytes(entity);
    return { entity, rows, row, bytes: rows * row * ASSUMED.overhead };
  });
}
