/** What the spec says of running is what the chart says, in every file; and a change changes those files and no other. */
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { OPTIONS } from '../../generators/helm-chart/options.js';
import type { Options } from '../../generators/helm-chart/options.js';
import { projectOf, treeOf } from '../support/tree.js';

const SPEC = `specwright: 1
name: shop
title: Shop
domain: retail
owner: team-shop
version: "3.1.4"
blueprint: api-gateway
repository: https://git.example.com/team/shop.git
cost_center: "4711"
resources: { cpu: 150m }
scaling: { cpu: 65, custom: { open-orders: 12 } }
health: { failures: 4, startup_s: 90 }
rollout: { max_surge: 20 }
data: { pool: 7, statement_timeout_s: 20 }
security: { identity: { issuer: "https://id.example.org", audience: everybody } }
external_systems: { payments: { protocol: HTTPS }, mail: { protocol: smtp } }
environments:
  dev: { log_level: warning }
  staging: { quota: { pods: 99 } }
  prod:
    namespace: production
    kubernetes: "1.36"
    domain: shop.example.org
    tls_issuer: letsencrypt
    registry: registry.example.org/shop
    secrets: aws
    spot: true
    scaling: { min: 3, max: 12 }
    resources: { memory: 300Mi, memory_limit: 600Mi }
    services: { stock: { replicas: 2 }, web: { resources: { cpu_limit: "2" } } }
services:
  catalog:
    public: true
    health: { period_s: 20 }
    rollout: { max_unavailable: 0 }
    entities: { Product: { fields: { name: string } } }
  stock:
    critical: true
    depends_on: [catalog, mail]
    entities: { Item: { fields: { product: { ref: catalog/Product } } } }
`;

type Tree = ReadonlyMap<string, string>;
let tree: Tree;
let values: Readonly<Record<string, any>>;

/** The values of an environment as helm merges them. */
function valuesOf(files: Tree, environment: string): Record<string, any> {
  return merged(parse(files.get('chart/values.yaml') ?? ''), parse(files.get(`chart/values-${environment}.yaml`) ?? ''));
}

function merged(base: Record<string, any>, over: Record<string, any>): Record<string, any> {
  const isMap = (value: unknown): value is Record<string, any> => typeof value === 'object' && value !== null && !Array.isArray(value);
  return { ...base, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, isMap(value) && isMap(base[key]) ? merged(base[key], value) : value])) };
}

beforeAll(async () => {
  tree = await treeOf(await projectOf(SPEC));
  values = valuesOf(tree, 'prod');
});

describe('a fact of the spec reads the same in the chart', () => {
  test.each<[string, (v: Readonly<Record<string, any>>) => unknown, unknown]>([
    ['environment', (v) => v['environment'], 'prod'],
    ['log level', () => valuesOf(tree, 'dev')['logLevel'], 'WARNING'],
    ['owner', (v) => v['labels'].owner, 'team-shop'],
    ['cost centre', (v) => v['labels'].costCenter, '4711'],
    ['registry', (v) => v['image'].registry, 'registry.example.org/shop'],
    ['digests', (v) => v['image'].requireDigest, true],
    ['issuer', (v) => v['identity'].issuer, 'https://id.example.org'],
    ['audience', (v) => v['identity'].audience, 'everybody'],
    ['pool', (v) => v['database'].pool, 7],
    ['statement timeout', (v) => v['database'].statementTimeoutSeconds, 20],
    ['secret store', (v) => v['secrets'].store, 'aws'],
    ['certificates', (v) => v['ingress'].tlsIssuer, 'letsencrypt'],
    ['spot nodes', (v) => v['scheduling'].spot, true],
    ['critical', (v) => [v['workloads'].catalog.critical, v['workloads'].stock.critical], [false, true]],
    ['hosts', (v) => [v['workloads'].web.host, v['workloads'].catalog.host, v['workloads'].stock.host], ['shop.example.org', 'catalog.shop.example.org', '']],
    ['ports', (v) => [v['workloads'].web.port, v['workloads'].catalog.port], [3000, 8000]],
    ['dependencies', (v) => [v['workloads'].web.calls, v['workloads'].stock.calls, v['workloads'].catalog.calls], [['catalog', 'stock'], ['catalog'], []]],
    ['systems of others', (v) => v['network'].outside, { mail: { cidrs: ['0.0.0.0/0'], port: 587 }, payments: { cidrs: ['0.0.0.0/0'], port: 443 } }],
    ['who reaches them', (v) => [v['workloads'].web.callsOutside, v['workloads'].stock.callsOutside, v['workloads'].catalog.callsOutside], [[], ['mail'], []]],
    ['replicas', (v) => [v['workloads'].catalog.replicas.min, v['workloads'].catalog.replicas.max], [3, 12]],
    ['fixed replicas', (v) => [v['workloads'].stock.replicas.min, v['workloads'].stock.replicas.max], [2, 2]],
    ['target of CPU', (v) => v['workloads'].web.replicas.cpu, 65],
    ['further metrics', (v) => v['workloads'].web.replicas.custom, { open_orders: 12 }],
    ['requests', (v) => v['workloads'].catalog.resources.requests, { cpu: '150m', memory: '300Mi' }],
    ['limits', (v) => v['workloads'].web.resources.limits, { cpu: '2', memory: '600Mi' }],
    ['start-up', (v) => v['workloads'].web.health.startupSeconds, 90],
    ['probes', (v) => [v['workloads'].catalog.health.periodSeconds, v['workloads'].stock.health.periodSeconds, v['workloads'].stock.health.failures], [20, 10, 4]],
    ['rollout', (v) => [v['workloads'].catalog.rollout, v['workloads'].web.rollout], [{ maxUnavailable: '0%', maxSurge: '20%' }, { maxUnavailable: '25%', maxSurge: '20%' }]],
    ['quota', () => valuesOf(tree, 'staging')['quota'].pods, 99],
    ['runbooks', (v) => v['monitoring'].runbookBase, 'https://git.example.com/team/shop/blob/main/'],
  ])('%s', (_, read, expected) => {
    expect(read(values)).toEqual(expected);
  });

  test('versions, namespaces and images, outside of the values', () => {
    expect(parse(tree.get('chart/Chart.yaml') ?? '')).toMatchObject({ name: 'shop', version: '3.1.4', appVersion: '3.1.4' });
    const { items } = parse(tree.get('deploy/namespaces.yaml') ?? '') as { items: { metadata: { name: string; labels: Record<string, string> } }[] };
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['dev', 'staging', 'production']);
    expect(items[2]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'v1.36', 'cost-center': '4711' });
    expect(tree.get('deploy/minikube/settings.sh')).toContain('PRODUCTION=v1.36.0\n');
    const skaffold = parse(tree.get('skaffold.yaml') ?? '') as { build: { artifacts: { image: string; docker: { dockerfile: string } }[] } };
    expect(skaffold.build.artifacts.map(({ image }) => image)).toEqual(Object.values(values['workloads']).map((workload) => (workload as { image: string }).image));
  });
});

test('the ports, user and paths of the chart are those of the Dockerfiles', () => {
  for (const [path, port] of [['services/catalog/Dockerfile', 8000], ['services/stock/Dockerfile', 8000], ['web/Dockerfile', 3000]] as const) {
    expect(tree.get(path)).toContain(`EXPOSE ${port}\n`);
    expect(tree.get(path)).toContain('USER 10001:10001\n');
  }
  expect(tree.get('chart/templates/_helpers.tpl')).toContain('runAsUser: 10001');
});

const CHART = (...paths: readonly string[]): readonly string[] => paths.map((path) => `chart/${path}`);

/** A change of the spec, and the files of the repository that it changes. */
test.each<[string, string, string, readonly string[]]>([
  ['replicas of production', 'max: 12', 'max: 13', ['docs/capacity.md', 'docs/runbooks/scale.md', ...CHART('values-prod.yaml')]],
  ['a level of logging', 'log_level: warning', 'log_level: error', CHART('values-dev.yaml', 'values.yaml')],
  ['the pool', 'pool: 7', 'pool: 8', [
    'docs/capacity.md', 'docs/runbooks/connection-pool.md', 'docs/runbooks/database.md', 'docs/runbooks/latency.md', 'docs/runbooks/scale.md',
    'observability/alerts.test.yaml', 'observability/alerts.yaml', ...CHART('files/alerts.yaml', 'values.yaml'),
  ]],
  ['a domain', 'domain: shop.example.org', 'domain: store.example.org', ['README.md', 'docs/operations/disaster-recovery.md', ...CHART('values-prod.yaml')]],
  ['a surge', 'max_surge: 20', 'max_surge: 15', ['docs/capacity.md', ...CHART('tests/workloads_test.yaml', 'values-prod.yaml', 'values.yaml')]],
  ['memory of production', 'memory: 300Mi', 'memory: 310Mi', ['docs/capacity.md', ...CHART('tests/workloads_test.yaml', 'values-prod.yaml')]],
  ['a period of probes', 'period_s: 20', 'period_s: 25', CHART('tests/workloads_test.yaml', 'values.yaml')],
])('%s changes exactly the files that say it', async (_, before, after, expected) => {
  const changed = await treeOf(await projectOf(SPEC.replace(before, after)));
  const paths = [...changed.keys()].filter((path) => path !== 'specwright.yaml' && changed.get(path) !== tree.get(path));
  expect(paths.toSorted()).toEqual([...expected].toSorted());
  expect([...changed.keys()]).toEqual([...tree.keys()]);
});

describe('values.yaml', () => {
  test('has every option, and each with a comment above it', () => {
    const text = tree.get('chart/values.yaml') ?? '';
    const base = parse(text) as Record<string, any>;
    const explained = new Set([...text.matchAll(/^ *# (.+)\n(?: *# .+\n)* *([\w-]+):/gm)].map(([, comment]) => comment));
    for (const [path, why] of everyOption(OPTIONS)) {
      expect(explained, path).toContain(why);
      expect(path.split('.').reduce((at: any, key) => at?.[key === '*' ? Object.keys(at)[0] ?? '' : key], base), path).toBeDefined();
    }
  });

  test('is what its schema asks for, and nothing more', () => {
    const schema = JSON.parse(tree.get('chart/values.schema.json') ?? '') as { required: string[]; additionalProperties: boolean };
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(parse(tree.get('chart/values.yaml') ?? '') as object)).toEqual(schema.required);
  });
});

function everyOption(options: Options, path = ''): (readonly [string, string])[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const inner = 'group' in option ? everyOption(option.group, `${path}${name}.`) : 'each' in option ? everyOption(option.each, `${path}${name}.*.`) : [];
    return [[`${path}${name}`, option.why] as const, ...inner];
  });
}

test('an environment of the spec\'s own has values, a namespace and checks of its own', async () => {
  const more = await treeOf(await projectOf(SPEC.replace('  dev: {', '  preview: { namespace: shop-preview }\n  dev: {')));
  expect(parse(more.get('chart/values-preview.yaml') ?? '')).toMatchObject({ environment: 'preview', workloads: { web: { host: 'preview.shop.example.com' } } });
  expect(more.get('deploy/namespaces.yaml')).toContain('name: shop-preview\n');
  expect(more.get('chart/tests/workloads_test.yaml')).toContain('it: web in preview\n');
  expect([...more].find(([path]) => path.endsWith('-chart.sh') && path.includes('/lint/'))?.[1]).toContain('for environment in dev staging prod preview; do');
});
