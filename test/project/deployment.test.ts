import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/problems.js';
import { readDeployment } from '../../src/project/build.js';
import type { Deployment, Environment, Run } from '../../src/project/model.js';
import { portOf } from '../../src/project/deployment/outside.js';
import { readSpec } from '../../src/spec/index.js';

const HEAD = 'specwright: 1\nname: shop\ndomain: retail\nowner: me\nblueprint: api-gateway\nservices:\n  catalog: { entities: { Product: { fields: { name: string } } } }\n';

function deploymentOf(sections: string, head = HEAD): Deployment {
  const { deployment, problems } = readDeployment(readSpec(`${head}${sections}\n`, 'specwright.yaml'));
  if (problems.length > 0) throw new InputError(problems);
  return deployment;
}

function environment(deployment: Deployment, name: string): Environment {
  return deployment.environments.find((each) => each.name === name) ?? expect.fail(`no ${name}`);
}

function run(deployment: Deployment, name: string, workload = 'catalog'): Run {
  return environment(deployment, name).runs.find((each) => each.workload === workload) ?? expect.fail(`no ${workload}`);
}

/** `line:column message`, for each problem. */
function problemsOf(sections: string): string[] {
  try {
    deploymentOf(sections);
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
    throw error;
  }
  return [];
}

test('systems of others and events are named by whoever depends on them', () => {
  const { workloads, outside } = deploymentOf('  stock: { depends_on: [payments, retail.order.created, catalog], entities: { Item: { fields: { name: string } } } }\nexternal_systems: { payments: {}, broker: { protocol: amqps } }\nevents: { retail.order.created: { producer: catalog, consumers: [stock] } }');
  expect(workloads.map(({ name, dependsOn, externals }) => [name, dependsOn, externals])).toEqual([
    ['catalog', [], []], ['stock', ['catalog'], ['payments', 'retail.order.created']], ['web', ['catalog', 'stock'], []],
  ]);
  expect(outside).toEqual([{ name: 'broker', port: 5671 }, { name: 'payments', port: 443 }]);
});

test.each([
  ['', 443], ['https', 443], ['HTTPS (JSON)', 443], ['http', 80], ['AMQPS', 5671], ['SFTP over SSH', 22], ['https:8443', 8443], ['TCP 5671', 5671], ['tcp/70000', 443], ['by post', 443],
  ['constructor', 443], ['PostgreSQL', 5432],
])('the protocol %j is spoken on port %i', (protocol, port) => expect(portOf(protocol)).toBe(port));

describe('a spec that says nothing', () => {
  const shop = deploymentOf('');

  test('has the three environments of the constitution', () => {
    expect(shop.environments.map(({ name, namespace, production, domain }) => [name, namespace, production, domain])).toEqual([
      ['dev', 'dev', false, 'dev.shop.example.com'],
      ['staging', 'staging', false, 'staging.shop.example.com'],
      ['prod', 'production', true, 'shop.example.com'],
    ]);
  });

  test('runs its services and its web app', () => {
    expect(shop.workloads.map(({ name, image, port, dependsOn, public: open }) => [name, image, port, dependsOn, open])).toEqual([
      ['catalog', 'shop-catalog', 8000, [], false],
      ['web', 'shop-web', 3000, ['catalog'], true],
    ]);
    expect(environment(shop, 'prod').runs.map(({ host }) => host)).toEqual([null, 'shop.example.com']);
  });

  test('keeps two replicas in production and one for development', () => {
    expect(run(shop, 'prod')).toMatchObject({ scaling: { min: 2, max: 6, cpu: 70, memory: 80 }, rollout: { maxUnavailable: 25, maxSurge: 25 }, budget: true });
    expect(run(shop, 'dev')).toMatchObject({ scaling: { min: 1, max: 2 }, budget: false });
  });

  test('has a quota that fits what runs at most, with a release under way', () => {
    // Six replicas, two more while a release goes out, one pod for migrations; of the service and of the web app.
    expect(environment(shop, 'prod').quota).toEqual({ pods: 18, cpu: '1800m', memory: '4032Mi', cpuLimit: '18', memoryLimit: '8064Mi' });
  });
});

describe('settings', () => {
  test('are overridden from the project to the service in one environment', () => {
    const shop = deploymentOf(`resources: { cpu: 10m }
scaling: { min: 1 }
environments:
  dev: { resources: { cpu: 20m, memory: 1Gi }, services: { catalog: { resources: { cpu: 40m } }, web: { replicas: 1 } } }
  preview: { domain: preview.example.org, log_level: warning }`, HEAD.replace('string } } } }', 'string } } }, resources: { cpu: 30m } }'));
    expect(['dev', 'staging'].map((name) => [run(shop, name).resources.cpu, run(shop, name, 'web').resources.cpu])).toEqual([['40m', '20m'], ['30m', '10m']]);
    expect(run(shop, 'dev').resources).toEqual({ cpu: '40m', cpuLimit: '1', memory: '1Gi', memoryLimit: '1Gi' });
    expect(run(shop, 'dev', 'web').scaling).toMatchObject({ min: 1, max: 1 });
    // One replica is not enough for production, and nobody said so of production.
    expect(run(shop, 'prod').scaling.min).toBe(2);
    expect(environment(shop, 'preview')).toMatchObject({ namespace: 'preview', logLevel: 'WARNING', domain: 'preview.example.org' });
  });

  test('name the metrics of scaling as Prometheus does', () => {
    expect(run(deploymentOf('scaling: { custom: { requests-per-second: 50 } }'), 'prod').scaling.custom).toEqual({ requests_per_second: 50 });
  });

  test('make labels of any text, each of its own', () => {
    const owners = ['team-shop', 'Team "Shop" & {{ Söhne }}', 'Team "Shop" | {{ Söhne }}', '\u05e9\u05dc\u05d5\u05dd', 'x'.repeat(500)];
    const labels = owners.map((owner) => deploymentOf('', HEAD.replace('owner: me', `owner: ${JSON.stringify(owner)}`)).labels.owner);
    expect(labels[0]).toBe('team-shop');
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
  });

  test('of a web app that is not there name nobody', () => {
    const shop = deploymentOf('web: false');
    expect(shop.workloads.map(({ name, public: open }) => [name, open])).toEqual([['catalog', true]]);
    expect(run(shop, 'dev').host).toBe('catalog.dev.shop.example.com');
  });
});

test.each([
  ['a request above the limit', 'resources: { cpu: "2", cpu_limit: 500m }', '8:19 A request of 2 is more than the limit of 500m.'],
  ['a request above the limit of another layer', 'resources: { memory_limit: 128Mi }\nenvironments: { dev: { resources: { memory: 1Gi } } }', '9:45 A request of 1Gi is more than the limit of 128Mi.'],
  ['nothing to run on', 'resources: { cpu: "0" }', '8:19 A container cannot run on nothing.'],
  ['bounds of two layers', 'scaling: { max: 3 }\nenvironments: { staging: { scaling: { min: 5 } } }', '9:44 At least 5 and at most 3 replicas contradict each other.'],
  ['none at all', 'scaling: { min: 0 }', '8:17 A workload that scales to none is never woken by its own CPU or memory.'],
  ['one replica in production', 'environments: { prod: { replicas: 1 } }', '8:35 catalog would be gone from prod while the node of its one replica is drained.'],
  ['at most one replica everywhere', 'scaling: { max: 1 }', '8:17 catalog would be gone from prod while the node of its one replica is drained.'],
  ['a number that is fixed and not', 'environments: { dev: { replicas: 1, scaling: { max: 2 } } }', '8:34 `replicas` fixes the number that `scaling.max` leaves open.'],
  ['a probe that outlasts its period', 'health: { period_s: 2, timeout_s: 5 }', '8:35 A probe that may take 5 s is asked every 2 s.'],
  ['a release that cannot go out', 'rollout: { max_unavailable: 0, max_surge: 0 }', '8:29 A release in which no pod may be missing and none may be on top cannot go out.'],
  ['a quota of pods that is too small', 'environments: { dev: { quota: { pods: 5 } } }', '8:39 All replicas at most, with a release under way, need 8 pods; the quota is 5 pods.'],
  ['a quota of memory that is too small', 'environments: { dev: { quota: { memory: 1Gi } } }', '8:41 All replicas at most, with a release under way, need 1792Mi; the quota is 1Gi.'],
  ['one namespace for two', 'environments: { production: { } }', '8:17 prod and production would share the namespace production.'],
  ['a service that is not there', 'environments: { dev: { services: { catalogue: { replicas: 1 } } } }', '8:36 There is no service `catalogue`.'],
  ['latencies that fall', 'slo: { p95_ms: 200, p99_ms: 100 }', '8:1 Latencies of 100, 200 and 100 ms do not rise from the median to the 99th percentile.'],
  ['more connections than there are', 'data: { pool: 20, connections: 100 }', '8:32 6 replicas of catalog in prod with 20 connections each need 120, the database allows 100.'],
  ['an issuer without TLS', 'security: { identity: { issuer: "http://id.example.com" } }', '8:33 An issuer without TLS is trusted by no service.'],
  ['an issuer that is none', 'security: { identity: { issuer: "https://id:x" } }', '8:33 https://id:x is no address.'],
  ['an old cluster', 'environments: { dev: { kubernetes: "1.29" } }', '8:36 Kubernetes 1.29 is not supported.'],
])('%s is refused where it stands', (_, sections, expected) => {
  expect(problemsOf(sections)).toEqual([expected]);
});
