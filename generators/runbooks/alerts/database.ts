/** What the exporter of PostgreSQL says about the databases and their backups. */
import { prometheus, words } from '../durations.js';
import { DATABASE, prefixes, type Facts } from '../facts.js';
import type { Alert, Case, Kind } from '../model.js';

const still = (values: Readonly<Record<string, number | string>>, at = '1h'): Case => ({
  at, series: Object.entries(values).map(([series, value]) => ({ series, values: typeof value === 'number' ? `${value}+0x200` : value })),
});

/** The longest that a transaction of a service can take is seconds; whoever is older is none. */
const LONGEST_TRANSACTION = 300;

function notSeen({ workloads }: Facts): readonly Alert[] {
  const prefix = prefixes(workloads);
  return workloads.map((workload): Alert => {
    const series = `pg_stat_database_numbackends{datname="${workload.database}"}`;
    return {
      name: `${prefix.get(workload.name) ?? ''}DatabaseNotSeen`,
      expr: `absent(pg_stat_database_numbackends{${DATABASE},datname="${workload.database}"})`,
      for: 600, severity: 'warning', team: null,
      summary: `Prometheus has heard nothing of the database ${workload.database} for ten minutes.`,
      action: 'See whether the server answers, then whether its exporter does.',
      proof: { labels: { datname: workload.database }, fires: still({}), quiet: still({ [series]: 3 }) },
    };
  });
}

function connections({ workloads, connections: allowed }: Facts): Alert {
  const ours = selector(workloads);
  const used = `pg_stat_database_numbackends{instance="db",datname="${workloads[0]?.database ?? ''}"}`;
  const limit = 'pg_settings_max_connections{instance="db"}';
  const most = allowed ?? 100;
  return {
    name: 'DatabaseConnectionsHigh',
    expr: allowed === null
      ? `sum by (instance) (pg_stat_database_numbackends{${DATABASE}}) / on (instance) max by (instance) (pg_settings_max_connections{${DATABASE}}) > 0.8
and on (instance)
sum by (instance) (pg_stat_database_numbackends{${DATABASE},datname=~"${ours}"}) > 0`
      : `sum by (instance) (pg_stat_database_numbackends{${DATABASE},datname=~"${ours}"}) > ${Number((0.8 * allowed).toPrecision(6))}`,
    for: 600, severity: 'warning', team: null,
    summary: 'More than 80 % of the connections that the database server allows are in use.',
    action: 'See who holds them.',
    proof: { labels: { instance: 'db' }, fires: still({ [used]: most, [limit]: most }), quiet: still({ [used]: most / 2, [limit]: most }) },
  };
}

function transactions({ workloads }: Facts): Alert {
  const series = `pg_stat_activity_max_tx_duration{instance="db",datname="${workloads[0]?.database ?? ''}",state="active"}`;
  return {
    name: 'DatabaseTransactionLong',
    expr: `max by (instance, datname) (pg_stat_activity_max_tx_duration{${DATABASE},datname=~"${selector(workloads)}"}) > ${LONGEST_TRANSACTION}`,
    for: 60, severity: 'warning', team: null,
    summary: 'A transaction has been open for more than five minutes; no request of a service takes that long.',
    action: 'Find out whose it is, and end it if it blocks others.',
    proof: { labels: { instance: 'db', datname: workloads[0]?.database ?? '' }, fires: still({ [series]: 900 }), quiet: still({ [series]: 20 }) },
  };
}

function cache({ workloads }: Facts): Alert {
  const database = workloads[0]?.database ?? '';
  const counter = (name: string): string => `pg_stat_database_${name}{instance="db",datname="${database}"}`;
  const rate = (name: string): string => `sum by (instance, datname) (rate(pg_stat_database_${name}{${DATABASE},datname=~"${selector(workloads)}"}[30m]))`;
  return {
    name: 'DatabaseCacheMisses',
    expr: `${rate('blks_hit')} / (${rate('blks_hit')} + ${rate('blks_read')}) < 0.8
and
${rate('blks_read')} > 10`,
    for: 1800, severity: 'warning', team: null,
    summary: 'Less than 80 % of what statements read was in the database\'s memory.',
    action: 'Look for a statement that reads a whole table.',
    proof: {
      labels: { instance: 'db', datname: database },
      fires: still({ [counter('blks_hit')]: '0+3000x200', [counter('blks_read')]: '0+6000x200' }),
      quiet: still({ [counter('blks_hit')]: '0+9000x200', [counter('blks_read')]: '0+1000x200' }),
    },
  };
}

export function database(facts: Facts): Kind {
  return {
    slug: 'database',
    title: 'The database is in trouble',
    quoted: null,
    alerts: [...notSeen(facts), connections(facts), transactions(facts), cache(facts)],
    meaning: `Each service has a database of its own, on a server that the services share or not: ${facts.workloads.map(({ name, database: own }) => `\`${own}\` is that of ${name}`).join(', ')}.
The numbers come from the server's Prometheus exporter. *Not seen*: either the server or its exporter does not answer; when it is the server, the
services say so in their log and are not ready.`,
    see: `Does the server answer, and who is connected? \`DATABASE_URL\` is the address of the database, from the secret store:

\`\`\`sh
psql "$DATABASE_URL" --command "SELECT version(), pg_postmaster_start_time()"
psql "$DATABASE_URL" --command "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC"
psql "$DATABASE_URL" --command "SELECT pid, usename, now() - xact_start AS open_for, wait_event_type, left(query, 80) FROM pg_stat_activity WHERE xact_start < now() - interval '1 minute' ORDER BY 3 DESC"
\`\`\`

What the services say about it:

\`\`\`sh
kubectl --namespace $namespace logs --selector app.kubernetes.io/instance=$release --since 10m --tail=-1 --prefix --max-log-requests 50 | grep health.database_unreachable
\`\`\``,
    act: `1. No answer: the provider's status page, then its console. A server that restarts is back within minutes, and the services find it again by
   themselves. A server that is lost: [restore the database](restore-database.md).
2. An answer, and *not seen*: the exporter is what does not answer. Tell the cluster's owner; it can wait until morning.
   The server answers and its exporter as well: \`monitoring.databaseMatcher\` of the chart's values names labels that the exporter does not set.
3. Connections: \`application_name\` says whose they are. Replicas that were added take ${facts.pool} each: [scale](scale.md) says how many fit. People and
   jobs that hold some: ask them, or \`SELECT pg_terminate_backend(PID)\`.
4. A long transaction: when others wait for it (\`SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0\`), end
   it with \`SELECT pg_terminate_backend(PID)\`; it is rolled back, nothing is lost.
5. Cache misses: the statement is the one of [latency](latency.md), step 3; otherwise the server's memory is too small for the data by now.`,
    over: 'The services are ready, and the alert has ended.',
    escalate: 'A database that does not answer for 15 minutes, or rows that are missing or wrong: SEV1. Change nothing before a copy is made.',
  };
}

export function backups(facts: Facts): Kind {
  const { workloads, recovery: { rpo, historyDays } } = facts;
  const window = prometheus(Math.max(600, rpo));
  const changes = ['inserted', 'updated', 'deleted'].map((verb) => `increase(pg_stat_database_tup_${verb}{${DATABASE},datname=~"${selector(workloads)}"}[${window}])`);
  const age = 'pg_stat_archiver_last_archive_age{instance="db"}';
  const written = ['inserted', 'updated', 'deleted'].map((verb) => `pg_stat_database_tup_${verb}{instance="db",datname="${workloads[0]?.database ?? ''}"}`);
  const rows = (each: string): Record<string, string> => Object.fromEntries(written.map((series) => [series, each]));
  const alert: Alert = {
    name: 'BackupTooOld',
    expr: `max by (instance) (pg_stat_archiver_last_archive_age{${DATABASE}}) > ${rpo}
and on (instance)
sum by (instance) (
  ${changes.join('\n  + ')}
) > 0`,
    for: 300, severity: 'critical', team: null,
    summary: `Rows were written, and the log that would restore them has not been archived for ${words(rpo)}, the most that may be lost.`,
    action: 'Find out why archiving fails; make a backup by hand meanwhile.',
    proof: {
      labels: { instance: 'db' },
      fires: still({ [age]: 3 * rpo + 60, ...rows('0+60x200') }), quiet: still({ [age]: 3 * rpo + 60, ...rows('5+0x200') }),
    },
  };
  return {
    slug: 'backup-too-old',
    title: 'The backup is too old',
    quoted: null,
    // Neon keeps the history of a branch itself and does not tell PostgreSQL's archiver.
    alerts: facts.neon ? [] : [alert],
    meaning: `At most ${words(rpo)} of data may be lost ([disaster recovery](../operations/disaster-recovery.md)). The server has written rows that are in no
archive yet, and has archived nothing for longer than that. If its disk is lost now, so are they. Users notice nothing.`,
    see: `\`\`\`sh
psql "$DATABASE_URL" --command "SELECT archived_count, last_archived_time, failed_count, last_failed_time, last_failed_wal FROM pg_stat_archiver"
\`\`\`

The provider's console says the same of its own backups, and how far back it can restore: ${historyDays} days at least.`,
    act: `1. Make a backup that does not depend on the archive, from a machine that reaches the database, and keep it off that server. \`make\` finds the
   server in \`DATABASE_SERVER_URL\`:

   \`\`\`sh
   DATABASE_SERVER_URL=postgresql://user:password@host/postgres make backup INTO=/safe/place/$release-$(date +%Y%m%dT%H%M%S)
   \`\`\`

2. \`failed_count\` grows: the archive's storage is full, or refuses. Where you run PostgreSQL yourselves, its log has the message of
   \`archive_command\`; with a managed server, open a ticket of the highest urgency.
3. Repeat step 1 every hour until archiving works.`,
    over: 'The archive is younger than the limit again, and `make rehearse-restore` passes.',
    escalate: 'After an hour it is a SEV2, since data is at risk.',
  };
}

function selector(workloads: Facts['workloads']): string {
  return workloads.map(({ database: own }) => own).join('|');
}
