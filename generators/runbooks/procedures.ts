/** What is done regularly, and what is done when everything is lost: the documents and what they say of this project. */
import { template, type JsonObject, type PlannedFile } from '../../src/kit.js';
import { words } from './durations.js';
import type { Facts } from './facts.js';

export interface Procedure { readonly slug: string; readonly title: string; readonly when: string }

export const PROCEDURES: readonly Procedure[] = [
  { slug: 'deploy', title: 'Deploy', when: 'main is green and its images are published' },
  { slug: 'roll-back', title: 'Roll back', when: 'something is worse than before a release' },
  { slug: 'migrate', title: 'Migrate a database', when: 'a schema changes, or an older backup was restored' },
  { slug: 'restore-database', title: 'Restore a database', when: 'data is lost or wrong' },
  { slug: 'scale', title: 'Scale', when: 'the load has grown' },
  { slug: 'rotate-secrets', title: 'Rotate secrets', when: 'on their date, or at once when others know one' },
  { slug: 'revoke-session', title: 'Revoke a session', when: 'an account or a device is in wrong hands' },
  { slug: 'add-service', title: 'Add a service', when: 'something new has data of its own' },
  { slug: 'hand-over', title: 'Hand over the on-call duty', when: 'a turn ends' },
];

/** The view of each procedure: exactly what its template says. */
function views(facts: Facts): Readonly<Record<string, object>> {
  const { release, namespace, environment, workloads, project, recovery, pool } = facts;
  const web = workloads.filter(({ kind }) => kind === 'web').map(({ name, database }) => ({ name, database }));
  const databases = workloads.map(({ name, database }) => ({ name: database, workload: name }));
  const placed = { release, namespace };
  return {
    deploy: { ...placed, environment, workloads: workloads.map(({ name, image }) => ({ name, image: `${project.deployment.registry.address}/${image}` })) },
    'roll-back': placed,
    migrate: placed,
    'restore-database': {
      ...placed, databases, owner: project.owner, rto: words(recovery.rto), rpo: words(recovery.rpo), history: historyOf(facts),
      confirm: databases.map(({ name }) => name).join(','),
    },
    scale: { ...placed, environment, pool: String(pool), workloads: bounds(facts) },
    'rotate-secrets': { ...placed, workloads: secrets(facts), web: web.map(({ name }) => ({ name })) },
    'revoke-session': { ...placed, web: web.map(({ database }) => ({ database })) },
    'add-service': { ...placed, services: project.services.map(({ name }) => name).join(', ') },
    'hand-over': { ...placed, owner: project.owner, team: project.deployment.labels.owner },
  };
}

/** Where production takes its images from. */
function bounds({ project, pool, environment }: Facts): readonly object[] {
  const runs = project.deployment.environments.find(({ name }) => name === environment)?.runs ?? [];
  return runs.map(({ workload, scaling: { min, max } }) => ({ name: workload, min: String(min), max: String(max), connections: String(max * pool) }));
}

/** What the chart asks the secret store for. */
function secrets({ workloads, release, environment, project }: Facts): readonly object[] {
  const keyed = project.services.filter(({ api }) => asksForKeys(api.json)).map(({ name }) => name);
  return workloads.map(({ name, kind }) => {
    const keys = kind === 'web'
      ? ['WEB_SECRET', ...keyed.map((service) => `AUTH_CREDENTIALS_${service.toUpperCase().replaceAll('-', '_')}`)]
      : keyed.includes(name) ? ['AUTH_CREDENTIALS'] : [];
    return { name, key: `${release}/${environment}/${name}`, keys: ['DATABASE_URL', ...keys].map((each) => `\`${each}\``).join(', ') };
  });
}

/** Credentials besides tokens, which are kept as secrets. */
function asksForKeys(document: JsonObject): boolean {
  const schemes = ((document['components'] as JsonObject | undefined)?.['securitySchemes'] ?? {}) as JsonObject;
  return (Object.values(schemes) as JsonObject[]).some(({ type, scheme }) => type === 'apiKey' || (type === 'http' && String(scheme).toLowerCase() === 'basic'));
}

function historyOf({ neon, recovery: { historyDays } }: Facts): string {
  return neon
    ? `Neon keeps the history of every branch for ${historyDays} days: in its console, or with \`neonctl branches create --parent TIME\`.`
    : `The server's own backups go back ${historyDays} days at least: a managed server restores to a point in time in its console; one of your own from its base backup and the archived log.`;
}

function backupsOf({ neon, recovery: { historyDays, rpo } }: Facts): string {
  return neon
    ? `Neon keeps every change for ${historyDays} days (\`data.neon.history_days\`), and restores to any moment of them. Once a month see in its console, under the
branch that production uses, that the history is as long as that: a change of the plan may have shortened it.`
    : `The database server makes them: a base backup every day, and its log archived all the time, so that it can be restored to any moment of the
last ${historyDays} days. A managed server has that as a setting; look it up once a month, in its console. The alert
[BackupTooOld](../runbooks/backup-too-old.md) fires when rows were written and nothing was archived for ${words(rpo)}.`;
}

function recoveryView(facts: Facts): object {
  const { project, release, namespace, environment, workloads, recovery } = facts;
  const production = project.deployment.environments.find(({ name }) => name === environment);
  return {
    release, namespace, environment,
    rto: words(recovery.rto), rpo: words(recovery.rpo), history_days: String(recovery.historyDays),
    origin: recovery.given ? 'The numbers come from `data` in `specwright.yaml`.' : 'The spec does not say; these are the defaults. `data.rto` and `data.rpo` in `specwright.yaml` set your own.',
    databases: workloads.map(({ name, database }) => ({ name: database, workload: name })),
    backups: backupsOf(facts),
    registry: production?.registry ?? '',
    kubernetes: production?.kubernetes ?? '',
    hosts: (production?.runs ?? []).flatMap(({ host }) => host === null ? [] : [`\`${host}\``]).join(', '),
  };
}

function incidentView({ project, release, namespace, workloads }: Facts): object {
  const { security, board } = (project.sections['governance'] ?? {}) as { readonly security?: string; readonly board?: string };
  const contact = project.sections['security_contact'] as string | undefined;
  const people = [
    { what: 'Owner', who: project.owner },
    { what: 'Security, personal data', who: security ?? contact ?? project.owner },
    ...(board === undefined ? [] : [{ what: 'Decisions that cost more than a day', who: board }]),
  ];
  return {
    release, namespace, people, unmeasured: workloads.some(({ metrics }) => metrics === null),
    workloads: workloads.map(({ name, slo, critical, metrics }) => ({ name, availability: String(slo.availability), measured: metrics === null ? 'not here' : 'its own metrics', critical: critical ? 'yes' : 'no' })),
  };
}

export function procedures(facts: Facts): readonly PlannedFile[] {
  const view = views(facts);
  return [
    ...PROCEDURES.map(({ slug }) => template(`docs/runbooks/${slug}.md`, `procedures/${slug}.md.hbs`, view[slug] ?? {}, { rules: slug === 'roll-back' ? ['DOC-09', 'CLAUDE-03'] : ['DOC-09'] })),
    template('docs/operations/incident-response.md', 'operations/incident-response.md.hbs', incidentView(facts), { rules: ['DOC-10', 'REL-18'] }),
    template('docs/operations/disaster-recovery.md', 'operations/disaster-recovery.md.hbs', recoveryView(facts), { rules: ['DOC-11'] }),
  ];
}
