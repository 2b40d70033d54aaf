/** What is deployed: every service, and the web app when there is one. */
import type { JsonObject } from '../../json.js';
import type { Spec } from '../../spec/model.js';
import { valueAt } from './layers.js';
import type { Slo, Workload } from './model.js';

/** What the constitution asks of everything that has users. */
const STANDARD_SLO: Slo = { availability: 99.9, p50Ms: 100, p95Ms: 500, p99Ms: 1000, window: 'P30D' };
const WEB_FOLDER = 'web';

type Asked = Pick<Spec, 'name' | 'names' | 'services' | 'sections'>;

/** @param databaseOf - name of the database of a service, by its snake-case name */
export function workloadsOf(spec: Asked, databaseOf: (snake: string) => string): readonly Workload[] {
  const services = spec.services.map((service) => serviceWorkload(spec, service, databaseOf));
  return spec.sections['web'] === false ? services : [...services, webWorkload(spec, databaseOf)];
}

function serviceWorkload(spec: Asked, service: Spec['services'][number], databaseOf: (snake: string) => string): Workload {
  const names = new Set(spec.services.map(({ name }) => name));
  const facts = (valueAt(spec.sections, ['services', service.name]) ?? {}) as JsonObject;
  const written = (facts['depends_on'] ?? []) as readonly string[];
  return {
    name: service.name,
    kind: 'service',
    title: service.title ?? service.names.sentence,
    folder: `services/${service.name}`,
    image: `${spec.name}-${service.name}`,
    port: 8000,
    dependsOn: service.dependsOn,
    externals: written.filter((name) => !names.has(name)).toSorted(),
    public: (facts['public'] as boolean | undefined) ?? spec.sections['web'] === false,
    critical: (facts['critical'] as boolean | undefined) ?? false,
    metrics: '/metrics',
    database: databaseOf(service.names.snake),
    slo: sloOf(spec.sections['slo'], facts['slo']),
  };
}

/** The only door from a browser to the services. */
function webWorkload(spec: Asked, databaseOf: (snake: string) => string): Workload {
  const name = webName(spec.services.map((service) => service.name));
  return {
    name,
    kind: 'web',
    title: 'Web app',
    folder: WEB_FOLDER,
    image: `${spec.name}-${name}`,
    port: 3000,
    dependsOn: spec.services.map((service) => service.name).sort(),
    externals: [],
    public: true,
    critical: true,
    metrics: null,
    database: databaseOf(name.replaceAll('-', '_')),
    slo: sloOf(spec.sections['slo'], undefined),
  };
}

/** `web`, or another name when a service is called that. */
function webName(services: readonly string[]): string {
  const taken = new Set(services);
  const candidates = [WEB_FOLDER, 'web-app', ...services.map((_, index) => `web-app-${index + 2}`)];
  return candidates.find((name) => !taken.has(name)) ?? WEB_FOLDER;
}

function sloOf(...sections: readonly unknown[]): Slo {
  const written = Object.assign({}, ...sections) as Partial<Record<'availability' | 'p50_ms' | 'p95_ms' | 'p99_ms', number>> & { window?: string };
  return {
    availability: written.availability ?? STANDARD_SLO.availability,
    p50Ms: written.p50_ms ?? Math.min(STANDARD_SLO.p50Ms, written.p95_ms ?? Infinity, written.p99_ms ?? Infinity),
    p95Ms: written.p95_ms ?? Math.min(STANDARD_SLO.p95Ms, written.p99_ms ?? Infinity),
    p99Ms: written.p99_ms ?? STANDARD_SLO.p99Ms,
    window: written.window ?? STANDARD_SLO.window,
  };
}
