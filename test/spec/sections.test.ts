import { expect, test } from 'vitest';
import { readSpec } from '../../src/spec/index.js';
import { problemsOf } from './problems.js';

const HEAD = 'specwright: 1\nname: shop\ndomain: retail\nowner: me\nblueprint: api-gateway\nservices:\n  catalog: { entities: { Product: { fields: { name: string } } } }\n  stock: { entities: { Item: { fields: { name: string } } } }\n';

/** One of everything the constitution makes a project declare. */
const COMPLETE = `${HEAD}
cost_center: "4711"
security_contact: security@example.com
domains: { retail: { description: Selling things., owner: team-shop } }
actors: { customer: { description: Buys things., kind: person } }
external_systems: { payments: { description: Takes money., kind: api, protocol: https, via: binding } }
web:
  routes: { /products: { operations: [listProducts], auth: true } }
  journeys: { buy: { critical: true, feature: specs/features/buy.feature } }
  csp: nonce
  budgets: { lcp_ms: 2000, cls: 0.05 }
environments:
  dev: { namespace: dev, log_level: debug }
  prod: { namespace: production, kubernetes: "1.34", scaling: { min: 2, max: 10, cpu: 70 }, rollout: { strategy: canary, steps: [10, 50] }, resources: { cpu: 250m, memory: 256Mi } }
slo: { availability: 99.9, p95_ms: 300, window: P30D }
resources: { cpu: 100m, memory: 128Mi }
scaling: { min: 1, max: 3 }
health: { period_s: 10 }
rollout: { strategy: rolling, max_unavailable: 25 }
events: { retail.product.created: { kind: event, producer: catalog, consumers: [stock], partitions: 6, retention: P7D, reason: Replays after a weekend. } }
agents: { support: { tier: 1, role: Answers., children: [search], skills: { answer: { description: Answers. } } }, search: { tier: 2 } }
data: { engine: postgresql, connections: 100, pool: 5, statement_timeout_s: 20 }
delivery: { ci: github, flags: { checkout: { owner: me, expires: "2026-12-31" } } }
quality: { coverage: 90, load: { factor: 3, soak_hours: 12 } }
security: { identity: { issuer: "https://id.example.com", audience: shop }, compliance: { gdpr: { applies: true, reason: Customers live in Europe. } } }
observability: { critical_operations: [createProduct], alerts: { errors: { expr: "rate(errors[5m]) > 1", severity: critical, action: Roll back. } } }
governance: { waivers: { old-tls: { rule: DATA-01, owner: me, reason: A partner., expires: "2026-12-31" } }, glossary: { SKU: Stock keeping unit } }
`;

test('a complete project is accepted, and each section that waits says so once', () => {
  const spec = readSpec(COMPLETE, 'specwright.yaml');
  const named = spec.problems.map((each) => /^`(\w+)`/.exec(each.message)?.[1]);
  expect(spec.problems.every((each) => each.severity === 'warning' && each.code === 'spec/not-generated')).toBe(true);
  expect(named.toSorted()).toEqual(['agents', 'compliance', 'coverage', 'critical_operations', 'events', 'flags', 'steps', 'strategy', 'routes', 'journeys', 'csp', 'lcp_ms', 'cls', 'via', 'waivers'].sort());
  expect(spec.problems.map((each) => each.line)).toEqual(spec.problems.map((each) => each.line).toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  expect(spec.sections).toMatchObject({ cost_center: '4711', web: { csp: 'nonce' }, slo: { availability: 99.9 } });
});

test('no web app is no section', () => {
  const spec = readSpec(`${HEAD}web: false\n`, 'specwright.yaml');
  expect([spec.problems, spec.sections]).toEqual([[], { web: false }]);
});

test('personal data in several fields is one warning', () => {
  const spec = readSpec(HEAD.replace('name: string', 'name: { type: string, pii: true }, mail: { type: email, pii: true }'), 'specwright.yaml');
  expect(spec.problems.map((each) => each.message)).toEqual(['`pii` keeps values out of logs; encryption, export and erasure are not generated yet.']);
});

test.each([
  ['a consumer with more replicas than partitions', 'scaling: { max: 9 }\nevents: { a.b.c: { producer: catalog, consumers: [stock] } }', 'stock may run 9 replicas, yet this event has 3 partitions.'],
  ['more connections than the database allows', 'scaling: { max: 30 }\ndata: { pool: 10, connections: 100 }', '30 replicas with 10 connections each need 300, the database allows 100.'],
  ['a retention without reason', 'events: { a.b.c: { producer: catalog, retention: P7D } }', 'A retention needs its `reason`.'],
  ['four levels of agents', 'agents: { a: { children: [b] }, b: { children: [c] }, c: { children: [d] }, d: {} }', 'There are 4 levels of agents from "a" down; three are allowed (AGENT-12).'],
  ['too few days of recovery', 'data: { neon: { history_days: 3 } }', 'Expected a whole number of at least 7, found 3.'],
  ['a share of pods that is too large', 'rollout: { max_surge: 50 }', 'Expected a whole number of at most 25, found 50.'],
  ['an environment with a capital', 'environments: { Prod: {} }', '"Prod" is not a name of small letters, digits and hyphens (at most 39, starting with a letter).'],
  ['a waiver without end', 'governance: { waivers: { x: { rule: API-03, owner: me, reason: because } } }', 'The key `expires` is missing from a waiver.'],
  ['replicas the wrong way round', 'scaling: { min: 5, max: 2 }', '`min` is greater than `max`.'],
])('%s is refused', (_, sections, message) => {
  expect(problemsOf(`${HEAD}${sections}\n`).some((line) => line.includes(message))).toBe(true);
});
