/** The threat model as data, and as a document for people. */
import type { Json, Project } from '../../src/kit.js';
import { NO_CALL, type Element, type Model, type Relation } from './model.js';
import { THREATS, type Mitigation, type Threat } from './threats.js';

export interface Flow extends Relation {
  /** `service-catalog--database-catalog` */
  readonly id: string;
  /** Which threats it has: a key of THREATS. */
  readonly kind: string;
  readonly boundary: string;
  readonly threats: readonly Threat[];
}

const ZONES: Readonly<Record<Element['kind'], string>> = {
  person: 'outside', system: 'inside', external: 'other systems', issuer: 'identity', web: 'inside', service: 'inside', database: 'data',
};

/** Every data flow of the C4 model with what threatens it. */
export function flowsOf({ flows }: Model): readonly Flow[] {
  return flows.map((flow) => {
    const { from, to } = flow;
    const kind = flow.technology === NO_CALL ? 'kept' : `${from.kind}>${to.kind}`;
    const [source, target] = [ZONES[from.kind], ZONES[to.kind]];
    return { ...flow, id: `${from.id}--${to.id}`, kind, boundary: source === target ? 'none' : `${source} to ${target}`, threats: THREATS[kind] ?? [] };
  });
}

/** specs/security/threat-model.yaml */
export function threatData(project: Project, flows: readonly Flow[]): Json {
  return {
    system: project.name,
    owner: project.owner,
    method: 'STRIDE for each data flow',
    flows: flows.map(({ id, from, to, does, technology, boundary, threats }) => ({
      id, from: from.id, to: to.id, does, technology, boundary,
      threats: threats.map(({ stride, threat, mitigations, residual }) => ({
        stride, threat, state: mitigations.length === 0 ? 'open' : 'mitigated',
        mitigations: mitigations.map(({ file, look, how }) => ({ file, look, how })), residual,
      })),
    })),
  };
}

interface Kind {
  readonly heading: string;
  readonly boundary: string;
  readonly flows: readonly { readonly id: string; readonly from: string; readonly to: string; readonly technology: string }[];
  readonly threats: readonly { readonly stride: string; readonly threat: string; readonly residual: string; readonly mitigations: readonly Linked[] }[];
}
interface Linked { readonly how: string; readonly path: string; readonly name: string; readonly separator: string }

const HEADINGS: Readonly<Record<string, string>> = {
  'person>web': 'People and the web app', 'person>service': 'Callers and services', 'web>service': 'The web app and services', 'web>database': 'The web app and its database',
  'web>issuer': 'The web app and the issuer', 'service>database': 'Services and their databases', 'service>issuer': 'Services and the issuer', 'service>service': 'Services among each other',
  kept: 'Ids of other services', 'service>external': 'Services and systems of others', 'system>external': 'Systems that no service names yet',
};

/** docs/threat-model.md: flows of one kind share their threats. */
export function threatView(project: Project, flows: readonly Flow[]): object {
  const kinds = [...new Set(flows.map(({ kind }) => kind))];
  const all = flows.flatMap(({ threats }) => threats);
  return {
    title: project.title,
    flowCount: String(flows.length),
    threatCount: String(all.length),
    openCount: String(all.filter(({ mitigations }) => mitigations.length === 0).length),
    personal: personal(project),
    hasPersonal: personal(project).length > 0,
    open: openOperations(project),
    hasOpen: openOperations(project).length > 0,
    kinds: kinds.map((kind): Kind => {
      const own = flows.filter((flow) => flow.kind === kind);
      return {
        heading: HEADINGS[kind] ?? kind,
        boundary: own[0]?.boundary ?? '',
        flows: own.map(({ id, from, to, technology }) => ({ id, from: from.name, to: to.name, technology })),
        threats: (own[0]?.threats ?? []).map(({ stride, threat, mitigations, residual }) => ({ stride, threat, residual, mitigations: mitigations.map(linked) })),
      };
    }),
  };
}

function linked({ file, how }: Mitigation, index: number): Linked {
  return { how, path: file, name: file.slice(file.lastIndexOf('/') + 1), separator: index === 0 ? '' : '; ' };
}

/** What is worth most to an attacker: fields that the spec marks as personal. */
function personal({ services }: Project): readonly object[] {
  return services.flatMap((service) => service.entities.flatMap(({ name, fields }) => {
    const own = fields.filter(({ pii }) => pii !== null);
    return own.length === 0 ? [] : [{ service: service.name, entity: name, fields: own.map((field) => field.name).join(', ') }];
  }));
}

/** Operations that need no credential. */
function openOperations({ services }: Project): readonly object[] {
  return services.flatMap(({ name, api }) => {
    const own = api.operations.filter(({ security }) => security.length === 0 || security.some((alternative) => alternative.length === 0));
    return own.length === 0 ? [] : [{ service: name, count: String(own.length), of: String(api.operations.length) }];
  });
}
