/** What Kubernetes says about the pods, the releases, and the room they have. */
import { NAMESPACE, prefixes, type Facts } from '../facts.js';
import type { Alert, Case, Kind } from '../model.js';

const IN = `namespace="${NAMESPACE}"`;

/** Series that stand still. */
const still = (values: Readonly<Record<string, number | string>>, at = '1h'): Case => ({
  at, series: Object.entries(values).map(([series, value]) => ({ series, values: typeof value === 'number' ? `${value}+0x200` : value })),
});

function poolAlert({ pool, measured }: Facts, workload: Facts['measured'][number], exhausted: boolean): Alert {
  const prefix = prefixes(measured).get(workload.name) ?? '';
  const selector = `${IN},workload="${workload.name}"`;
  const series = exhausted ? `database_pool_exhausted_total{${selector}}` : `database_pool_connections_in_use{${selector},pod="a"}`;
  return {
    name: `${prefix}${exhausted ? 'PoolExhausted' : 'PoolNearlyFull'}`,
    expr: exhausted
      ? `sum by (namespace, workload) (increase(database_pool_exhausted_total{${selector}}[10m])) > 0`
      : `max by (namespace, workload) (database_pool_connections_in_use{${selector}}) > ${Number((0.9 * pool).toPrecision(6))}`,
    for: exhausted ? 300 : 900,
    severity: 'warning',
    summary: exhausted
      ? `Requests to ${workload.name} were turned away because no database connection was free in time.`
      : `A replica of ${workload.name} has had nearly all of its ${pool} database connections in use for a quarter of an hour.`,
    action: 'Look for slow statements first, for more replicas second.',
    team: null,
    proof: {
      labels: { namespace: NAMESPACE, workload: workload.name },
      fires: exhausted ? still({ [series]: '0+5x200' }) : still({ [series]: pool }),
      quiet: exhausted ? still({ [series]: '7+0x200' }) : still({ [series]: pool / 2 }),
    },
  };
}

export function pool(facts: Facts): Kind {
  return {
    slug: 'connection-pool',
    title: 'Database connections are used up',
    quoted: null,
    alerts: facts.measured.flatMap((workload) => [true, false].map((exhausted) => poolAlert(facts, workload, exhausted))),
    meaning: `Each replica keeps ${facts.pool} connections. *Exhausted*: requests waited for one and got 503 with \`Retry-After\`. *Nearly full*: one more
burst, and they will. Connections are held by requests that are at work, so that slow statements are the usual cause.`,
    see: `\`\`\`promql
max by (workload, pod) (database_pool_connections_in_use{namespace="$namespace"})
sum by (workload) (rate(database_pool_exhausted_total{namespace="$namespace"}[5m]))
\`\`\`

On the database server, what the connections do and what they wait for:

\`\`\`sql
SELECT pid, application_name, state, wait_event_type, wait_event, now() - xact_start AS open_for, left(query, 80) AS query
FROM pg_stat_activity WHERE datname = current_database() ORDER BY xact_start LIMIT 20;
\`\`\``,
    act: `1. One transaction holds the others up (\`wait_event_type = 'Lock'\`): \`SELECT pg_blocking_pids(PID)\` names it. If it is nobody's release or
   migration, end it: \`SELECT pg_terminate_backend(PID)\`. The service rolls it back and answers its caller with 503.
2. Many slow statements: go on with [latency](latency.md), step 3.
3. Short statements, many requests: [scale](scale.md), as long as the server has connections left ([the database](database.md)).
4. A larger pool (\`data.pool\` in \`specwright.yaml\`) is a release, and every replica takes that many more.`,
    over: 'No request was turned away for ten minutes, and connections in use are below nine tenths of the pool.',
    escalate: 'Requests turned away for 15 minutes spend the error budget: that alert follows, and is critical.',
  };
}

export function pods(): Kind {
  const restarts = `kube_pod_container_status_restarts_total{${IN},pod="shop-1",container="app"}`;
  const reason = `kube_pod_container_status_last_terminated_reason{${IN},pod="shop-1",container="app",reason="OOMKilled"}`;
  const labels = { namespace: NAMESPACE, pod: 'shop-1', container: 'app' };
  return {
    slug: 'pods',
    title: 'Pods restart',
    quoted: null,
    alerts: [{
      name: 'PodsRestart',
      expr: `sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${IN}}[1h])) > 3`,
      for: 0, severity: 'warning', team: null,
      summary: 'A container restarted more than three times within an hour.',
      action: 'Read the log of the container before it ended.',
      proof: { labels, fires: still({ [restarts]: '0+0.1x200' }), quiet: still({ [restarts]: 2 }) },
    }, {
      name: 'PodsOutOfMemory',
      expr: `max by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{${IN},reason="OOMKilled"}) == 1
and
sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${IN}}[1h])) > 0`,
      for: 0, severity: 'warning', team: null,
      summary: 'A container was ended because it took more memory than its limit.',
      action: 'See whether it grows steadily or with certain requests.',
      proof: { labels, fires: still({ [restarts]: '0+0.1x200', [reason]: 1 }), quiet: still({ [restarts]: 4, [reason]: 1 }) },
    }],
    meaning: 'A container ends and is started again: because it failed, because its liveness probe was not answered, or because it took more memory than its limit. The other replicas serve its users meanwhile.',
    see: `\`\`\`sh
kubectl --namespace $namespace get pods
kubectl --namespace $namespace describe pod POD
kubectl --namespace $namespace logs POD --previous --tail 100
\`\`\`

\`Last State\` in the description has the reason and the exit code: \`OOMKilled\`, or \`Error\` with the log's last lines.`,
    act: `1. It began with a release: [roll it back](roll-back.md).
2. \`OOMKilled\`: raise \`resources.memory_limit\` in \`specwright.yaml\` and release. If memory grows with time whatever the limit, the
   release before it began is the one to look at.
3. The liveness probe: the process did not answer for some time; see whether the CPU limit is too small for it
   (\`kubectl --namespace $namespace top pod POD\`).
4. A setting or secret is missing: the first error line names it. [Rotate secrets](rotate-secrets.md) says how it gets there.`,
    over: 'No restart for an hour.',
    escalate: 'When all replicas restart, the service is down: its own alert is critical.',
  };
}

export function release({ maxUnavailable }: Facts): Kind {
  const wanted = `kube_deployment_spec_replicas{${IN},deployment="shop"}`;
  const available = `kube_deployment_status_replicas_available{${IN},deployment="shop"}`;
  const stuck = (status: string): string => `kube_deployment_status_condition{${IN},deployment="shop",condition="Progressing",status="${status}"}`;
  const labels = { namespace: NAMESPACE, deployment: 'shop' };
  const share = Number((1 - maxUnavailable / 100).toPrecision(6));
  return {
    slug: 'release-stuck',
    title: 'A release does not come through',
    quoted: null,
    alerts: [{
      name: 'RolloutStuck',
      expr: `max by (namespace, deployment) (kube_deployment_status_condition{${IN},condition="Progressing",status="false"}) == 1`,
      for: 300, severity: 'warning', team: null,
      summary: 'A release has not come through: its new pods do not become ready.',
      action: 'Roll the release back, then look for the cause.',
      proof: { labels, fires: still({ [stuck('false')]: 1 }), quiet: still({ [stuck('false')]: 0 }) },
    }, {
      name: 'ReplicasMissing',
      expr: `max by (namespace, deployment) (kube_deployment_status_replicas_available{${IN}})
< ${share} * max by (namespace, deployment) (kube_deployment_spec_replicas{${IN}})`,
      for: 900, severity: 'warning', team: null,
      summary: `More than ${maxUnavailable} % of the replicas have been missing for a quarter of an hour, which is more than a release takes away.`,
      action: 'See why pods are not ready, or not scheduled.',
      proof: { labels, fires: still({ [wanted]: 8, [available]: 1 }), quiet: still({ [wanted]: 8, [available]: 8 }) },
    }],
    meaning: 'New pods do not become ready, or not all replicas are there. Kubernetes keeps the old pods as long as the new ones do not serve: users are seldom hurt yet, and have fewer replicas.',
    see: `\`\`\`sh
helm --namespace $namespace history $release
kubectl --namespace $namespace get pods --output wide
kubectl --namespace $namespace get events --sort-by .lastTimestamp | tail -20
kubectl --namespace $namespace rollout status deployment/DEPLOYMENT --timeout 10s
\`\`\`

\`DEPLOYMENT\` is the one that the alert names in its label \`deployment\`.`,
    act: `1. A release is under way: [roll it back](roll-back.md). Migrations keep what the release before needs,
   unless somebody wrote one that does not: that page says how to see it.
2. \`Pending\`: no node has room, or the [quota](quota.md) is used up. The events say which.
3. \`ImagePullBackOff\`: the digest is not in the registry, or the cluster may not read it.
4. Ready pods are missing on one node only: it is the node; tell the cluster's owner.`,
    over: 'All replicas are available, and `helm history` shows the last release as deployed.',
    escalate: 'When a rollback does not come through either, begin an incident of SEV2.',
  };
}

export function migration(): Kind {
  // Its condition, not its count of failed pods: a first attempt that failed is tried again.
  const job = `kube_job_failed{${IN},job_name="shop-catalog-migrate",condition="true"}`;
  return {
    slug: 'migration-failed',
    title: 'A migration failed',
    quoted: null,
    alerts: [{
      name: 'MigrationFailed',
      expr: `max by (namespace, job_name) (kube_job_failed{${IN},job_name=~".+-migrate",condition="true"}) > 0`,
      for: 60, severity: 'warning', team: null,
      summary: 'A migration of a database has failed for good, and its release with it.',
      action: 'Read its log; nothing of the release is in use yet.',
      proof: { labels: { namespace: NAMESPACE, job_name: 'shop-catalog-migrate' }, fires: still({ [job]: 1 }), quiet: still({ [job]: 0 }) },
    }],
    meaning: 'Before a release, a job brings each database to its newest schema. It was tried four times, or took longer than it may, and failed, so that `helm upgrade` ended and the old release goes on serving. A migration is one transaction: either all of it is there or nothing.',
    see: `\`\`\`sh
kubectl --namespace $namespace get jobs
kubectl --namespace $namespace logs job/JOB --tail 100
\`\`\`

Where the database stands, asked on the database server:

\`\`\`sql
SELECT version_num FROM alembic_version;
\`\`\``,
    act: `1. \`lock timeout\`: a long transaction holds a table. Find it with the statement in [the pool](connection-pool.md), wait for it or end it, and
   [deploy](deploy.md) again.
2. A constraint that rows violate: the migration is wrong about the data. Do not change the rows by hand. Correct the migration, try it on a
   copy (\`make restore\` of a backup, then \`make migrate\`), and release.
3. The database cannot be reached: [the database](database.md).
4. The old release serves: there is no hurry. \`helm --namespace $namespace status $release\` says \`failed\`; the next good release mends that.`,
    over: 'The job of the next release succeeds; the failed one is deleted by then, or after a day.',
    escalate: 'When the old release does not serve any more, begin an incident of SEV1.',
  };
}

export function autoscaler(): Kind {
  const now = `kube_horizontalpodautoscaler_status_current_replicas{${IN},horizontalpodautoscaler="shop"}`;
  const most = `kube_horizontalpodautoscaler_spec_max_replicas{${IN},horizontalpodautoscaler="shop"}`;
  const least = `kube_horizontalpodautoscaler_spec_min_replicas{${IN},horizontalpodautoscaler="shop"}`;
  return {
    slug: 'autoscaler-at-limit',
    title: 'No more replicas may be added',
    quoted: null,
    alerts: [{
      name: 'AutoscalerAtLimit',
      // Where the number is fixed, it is always at its limit.
      expr: `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${IN}})
>= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${IN}})
and
max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${IN}})
> max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_min_replicas{${IN}})`,
      for: 1800, severity: 'warning', team: null,
      summary: 'As many replicas as may run have been running for half an hour.',
      action: 'Watch latency; raise the limit if the load is here to stay.',
      proof: {
        labels: { namespace: NAMESPACE, horizontalpodautoscaler: 'shop' },
        fires: still({ [now]: 6, [most]: 6, [least]: 2 }), quiet: still({ [now]: 5, [most]: 6, [least]: 2 }),
      },
    }],
    meaning: 'The autoscaler would add replicas and may not. Users notice nothing until the load grows further.',
    see: `\`\`\`sh
kubectl --namespace $namespace get horizontalpodautoscalers
kubectl --namespace $namespace describe horizontalpodautoscaler NAME
kubectl --namespace $namespace top pods
\`\`\``,
    act: `1. The load is real and stays: [scale](scale.md).
2. CPU is high without more requests: see whether a release made them dearer, and [roll it back](roll-back.md).
3. It comes every day at the same time: raise \`scaling.max\` once, in \`specwright.yaml\`.`,
    over: 'Fewer replicas than the limit are enough, or the limit is higher.',
    escalate: 'When latency alerts as well, treat it as a SEV2.',
  };
}

export function quota(): Kind {
  const series = (type: string): string => `kube_resourcequota{${IN},resourcequota="shop",resource="pods",type="${type}"}`;
  return {
    slug: 'quota',
    title: 'The quota is nearly used up',
    quoted: null,
    alerts: [{
      name: 'QuotaNearlyUsed',
      expr: `max by (namespace, resource) (kube_resourcequota{${IN},type="used"})
/ (max by (namespace, resource) (kube_resourcequota{${IN},type="hard"}) > 0) > 0.95`,
      for: 900, severity: 'warning', team: null,
      summary: 'The namespace has used more than 95 % of what it may.',
      action: 'See what runs there that should not.',
      proof: {
        labels: { namespace: NAMESPACE, resource: 'pods' },
        fires: still({ [series('used')]: 99, [series('hard')]: 100 }), quiet: still({ [series('used')]: 50, [series('hard')]: 100 }),
      },
    }],
    meaning: 'The quota fits all replicas there may be, with a release under way. When it is used up, something runs in the namespace that is not of this repository, or the quota was not raised with the replicas. New pods are refused then.',
    see: `\`\`\`sh
kubectl --namespace $namespace describe resourcequotas
kubectl --namespace $namespace get pods --show-labels
\`\`\``,
    act: `1. Pods without the label \`app.kubernetes.io/instance=$release\` are none of this release: ask who put them there.
2. Otherwise raise \`environments.$environment.quota\` in \`specwright.yaml\`, generate and release; a quota that is too small is refused there.`,
    over: 'Less than 95 % is used.',
    escalate: 'When pods are refused during an incident, the owner of the cluster can raise the quota at once; bring it into `specwright.yaml` the next day.',
  };
}

export function certificate(): Kind {
  const expires = `certmanager_certificate_expiration_timestamp_seconds{${IN},name="shop-tls"}`;
  const day = 86400;
  return {
    slug: 'certificate',
    title: 'A certificate expires',
    quoted: null,
    alerts: [{
      name: 'CertificateExpires',
      expr: `min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds{${IN}} - time()) < ${14 * day}`,
      for: 3600, severity: 'warning', team: null,
      summary: 'A certificate expires within 14 days and was not renewed.',
      action: 'Ask cert-manager why it did not renew it.',
      proof: {
        labels: { namespace: NAMESPACE, name: 'shop-tls' }, fires: still({ [expires]: 10 * day }, '3h'), quiet: still({ [expires]: 60 * day }, '3h'),
      },
    }],
    meaning: 'cert-manager renews a certificate a month before it expires. This one has two weeks left: renewing it has failed for some time. When it expires, browsers refuse the address.',
    see: `\`\`\`sh
kubectl --namespace $namespace get certificates
kubectl --namespace $namespace describe certificate NAME
kubectl --namespace $namespace get certificaterequests,orders.acme.cert-manager.io,challenges.acme.cert-manager.io
\`\`\`

The certificate that users see:

\`\`\`sh
openssl s_client -connect HOST:443 -servername HOST </dev/null 2>/dev/null | openssl x509 -noout -dates -issuer
\`\`\``,
    act: `1. A challenge that fails: the address does not lead to this cluster any more, or the ingress does not pass it on. Its description has the answer
   that was expected.
2. The issuer refuses (a limit, an account): its message is in the request. Tell the cluster's owner.
3. Certificates that come from elsewhere (\`tls_issuer\` is not set): put the new one where the old one is, and see the dates above.`,
    over: 'The date on the certificate that users see is more than 14 days away.',
    escalate: 'With three days left it is a SEV2; expired, it is a SEV1.',
  };
}
