/**
 * Who reaches whom: computed from rendered NetworkPolicies as Kubernetes defines them, and from the spec. Pods that no policy selects
 * are open, selected ones only as their policies together say; both ends have to allow a connection.
 */
import { PORTS as KNOWN, portOf } from '../../src/project/deployment/outside.js';
import type { Project } from '../../src/project/model.js';
import type { Labels, Manifest } from './render.js';

interface Node {
  readonly name: string;
  /** Null for an address outside of the cluster. */
  readonly namespace: string | null;
  readonly labels: Labels;
  readonly address: string;
}
interface Selector { readonly matchLabels?: Labels; readonly matchExpressions?: readonly unknown[] }
interface Peer { readonly podSelector?: Selector; readonly namespaceSelector?: Selector; readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] } }
interface Rule { readonly from?: readonly Peer[]; readonly to?: readonly Peer[]; readonly ports?: readonly { readonly protocol?: string; readonly port?: number | string }[] }
interface Policy { readonly namespace: string; readonly podSelector: Selector; readonly policyTypes: readonly string[]; readonly ingress: readonly Rule[]; readonly egress: readonly Rule[] }

const COMPONENT = 'app.kubernetes.io/component';
const OUTSIDE: readonly Node[] = [
  { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, address: '100.64.0.10' },
  { name: 'kube-system', namespace: 'kube-system', labels: {}, address: '100.64.0.11' },
  { name: 'ingress', namespace: 'ingress', labels: {}, address: '100.64.0.12' },
  { name: 'monitoring', namespace: 'monitoring', labels: {}, address: '100.64.0.13' },
  { name: 'elsewhere', namespace: 'elsewhere', labels: {}, address: '100.64.0.14' },
  { name: 'private', namespace: null, labels: {}, address: '10.20.30.40' },
  { name: 'internet', namespace: null, labels: {}, address: '203.0.113.7' },
  { name: 'metadata', namespace: null, labels: {}, address: '169.254.169.254' },
];
/** Every port that anything of a chart listens on or a system of others may, and some that nothing does. */
const PORTS: readonly (readonly [string, number])[] = [
  ['UDP', 53], ['UDP', 443],
  ...[...new Set([8443, 53, 22, 80, 443, 3000, 4317, 5432, 8000, 9090, ...Object.values(KNOWN)])].map((port) => ['TCP', port] as const),
];

/** Every connection that the rendered policies allow from or to a pod of the chart: `web -> catalog TCP 8000`. */
export function allowedTraffic(manifests: readonly Manifest[], namespace: string): Set<string> {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy').map((manifest) => policyOf(manifest, namespace));
  const own = podsOf(manifests, namespace);
  const stranger: Node = { name: 'stranger', namespace, labels: {}, address: '100.64.1.250' };
  const everything = [...own, stranger, ...OUTSIDE];
  const allowed = new Set<string>();
  for (const from of everything) for (const to of everything) {
    if (from === to || (!own.includes(from) && !own.includes(to) && from !== stranger)) continue;
    for (const [protocol, port] of PORTS) if (leaves(policies, from, to, protocol, port) && enters(policies, from, to, protocol, port)) allowed.add(`${from.name} -> ${to.name} ${protocol} ${port}`);
  }
  return allowed;
}

function podsOf(manifests: readonly Manifest[], namespace: string): Node[] {
  const templates = manifests.flatMap(({ kind, spec }) => (kind === 'Deployment' || kind === 'Job' ? [labelsOf(spec)] : []));
  const byComponent = new Map(templates.map((labels) => [labels[COMPONENT] ?? '', labels]));
  return [...byComponent].map(([name, labels], index) => ({ name, namespace, labels, address: `100.64.1.${index + 1}` }));
}

function labelsOf(spec: Manifest['spec']): Labels {
  return (spec as { template: { metadata: { labels: Labels } } }).template.metadata.labels;
}

function policyOf({ metadata, spec }: Manifest, namespace: string): Policy {
  const { podSelector = {}, policyTypes = ['Ingress'], ingress = [], egress = [] } = (spec ?? {}) as Partial<Policy>;
  return { namespace: metadata.namespace ?? namespace, podSelector, policyTypes, ingress, egress };
}

function leaves(policies: readonly Policy[], from: Node, to: Node, protocol: string, port: number): boolean {
  const own = policies.filter((policy) => policy.policyTypes.includes('Egress') && selected(policy, from));
  return own.length === 0 || own.some(({ namespace, egress }) => egress.some((rule) => matches(rule, rule.to, namespace, to, protocol, port)));
}

function enters(policies: readonly Policy[], from: Node, to: Node, protocol: string, port: number): boolean {
  const own = policies.filter((policy) => policy.policyTypes.includes('Ingress') && selected(policy, to));
  return own.length === 0 || own.some(({ namespace, ingress }) => ingress.some((rule) => matches(rule, rule.from, namespace, from, protocol, port)));
}

function selected(policy: Policy, node: Node): boolean {
  return node.namespace === policy.namespace && selects(policy.podSelector, node.labels);
}

/** @throws Error for what this reader does not know: it would be judged wrongly. */
function selects(selector: Selector, labels: Labels): boolean {
  if (selector.matchExpressions !== undefined) throw new Error('matchExpressions are not read here');
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function matches(rule: Rule, peers: readonly Peer[] | undefined, namespace: string, node: Node, protocol: string, port: number): boolean {
  const open = rule.ports === undefined || rule.ports.some((each) => (each.protocol ?? 'TCP') === protocol && (each.port === undefined || each.port === port));
  return open && (peers === undefined || peers.length === 0 || peers.some((peer) => meets(peer, namespace, node)));
}

function meets(peer: Peer, namespace: string, node: Node): boolean {
  if (peer.ipBlock !== undefined) return node.namespace === null && within(node.address, peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some((cidr) => within(node.address, cidr));
  if (node.namespace === null) return false;
  const there = peer.namespaceSelector === undefined ? node.namespace === namespace : selects(peer.namespaceSelector, { 'kubernetes.io/metadata.name': node.namespace });
  return there && selects(peer.podSelector ?? {}, node.labels);
}

function within(address: string, cidr: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const mask = Number(bits) === 0 ? 0 : (~0 << (32 - Number(bits))) >>> 0;
  return ((number(address) & mask) >>> 0) === ((number(network) & mask) >>> 0);
}

function number(address: string): number {
  return address.split('.').reduce((total, part) => ((total << 8) | Number(part)) >>> 0, 0);
}

/** The same, from the spec alone: services, what they depend on, and the web app in front of all. */
export function declaredTraffic(project: Project): Set<string> {
  const { services, sections } = project;
  const names = new Set(services.map(({ name }) => name));
  const facts = (sections['services'] ?? {}) as Readonly<Record<string, { readonly public?: boolean; readonly depends_on?: readonly string[] } | undefined>>;
  const systems = (sections['external_systems'] ?? {}) as Readonly<Record<string, { readonly protocol?: string } | undefined>>;
  const hasWeb = sections['web'] !== false;
  const edges = new Set<string>();
  const web = names.has('web') ? 'web-app' : 'web';
  const pods = [...names, ...(hasWeb ? [web] : [])];
  for (const pod of [...pods, 'job.migrations', 'job.tests']) for (const protocol of ['UDP', 'TCP']) edges.add(`${pod} -> dns ${protocol} 53`);
  for (const pod of [...pods, 'job.migrations']) edges.add(`${pod} -> private TCP 5432`);
  // The issuer may be anywhere.
  const issuer = Number(new URL((sections['security'] as { identity?: { issuer?: string } } | undefined)?.identity?.issuer ?? 'https://id').port || 443);
  for (const pod of pods) for (const place of ['private', 'internet']) edges.add(`${pod} -> ${place} TCP ${issuer}`);
  for (const name of names) for (const target of facts[name]?.depends_on ?? []) {
    if (names.has(target) || !Object.hasOwn(systems, target)) continue;
    for (const place of ['private', 'internet']) edges.add(`${name} -> ${place} TCP ${portOf(systems[target]?.protocol ?? '')}`);
  }
  for (const service of services) {
    for (const target of service.dependsOn) if (names.has(target)) edges.add(`${service.name} -> ${target} TCP 8000`);
    edges.add(`monitoring -> ${service.name} TCP 8000`).add(`job.tests -> ${service.name} TCP 8000`);
    if (hasWeb) edges.add(`${web} -> ${service.name} TCP 8000`);
    if (facts[service.name]?.public ?? !hasWeb) edges.add(`ingress -> ${service.name} TCP 8000`);
  }
  if (hasWeb) edges.add(`ingress -> ${web} TCP 3000`).add(`job.tests -> ${web} TCP 3000`);
  return edges;
}

/** What differs, in words. */
export function differences(declared: ReadonlySet<string>, allowed: ReadonlySet<string>): string[] {
  return [
    ...[...declared].filter((edge) => !allowed.has(edge)).map((edge) => `declared, yet not allowed: ${edge}`),
    ...[...allowed].filter((edge) => !declared.has(edge)).map((edge) => `allowed, yet not declared: ${edge}`),
  ];
}
