/** What users notice first: errors, slowness, silence. */
import type { Workload } from '../../../src/kit.js';
import { prometheus, secondsOf, words } from '../durations.js';
import { deploymentOf, NAMESPACE, prefixes, type Facts } from '../facts.js';
import type { Alert, Case, Kind } from '../model.js';

const HOUR = 3600;
/** Share of the error budget, and the window in which it is gone; the short window says that it is still going on. */
const FAST = [{ share: 0.02, long: HOUR, short: 300 }, { share: 0.05, long: 6 * HOUR, short: 1800 }] as const;
const SLOW = [{ share: 0.1, long: 24 * HOUR, short: 2 * HOUR }, { share: 0.1, long: 72 * HOUR, short: 6 * HOUR }] as const;
/** Requests a minute in the tests of rules. */
const MANY = 1_000_000;

/** Probes and scrapes are no users. */
const users = ({ name }: Workload): string => `namespace="${NAMESPACE}",workload="${name}",route!~"/health/.*|/metrics"`;
/** An operation that nobody has written yet answers 501, and says so in its document: no failure. */
const FAILED = 'status=~"5..",status!="501"';
const labels = ({ name }: Workload): Record<string, string> => ({ namespace: NAMESPACE, workload: name });

const failed = (workload: Workload, window: number): string => `sum by (namespace, workload) (rate(http_requests_total{${users(workload)},${FAILED}}[${prometheus(window)}]))`;
const all = (workload: Workload, window: number): string => `sum by (namespace, workload) (rate(http_requests_total{${users(workload)}}[${prometheus(window)}]))`;
const ratio = (workload: Workload, window: number): string => `${failed(workload, window)} / ${all(workload, window)}`;

/** A float as people write it. */
const number = (value: number): string => String(Number(value.toPrecision(6)));

/** `a > t` in both windows: the budget would be gone too early, and it is not over. */
function burning(workload: Workload, { share, long, short }: { share: number; long: number; short: number }): { readonly expr: string; readonly threshold: number } {
  const budget = 1 - workload.slo.availability / 100;
  const rate = Math.max(1, (share * secondsOf(workload.slo.window)) / long);
  // With a generous objective even a total outage spends little of it: half of all requests is enough for anybody.
  const threshold = Number(Math.min(0.5, rate * budget).toPrecision(6));
  return { threshold, expr: `(\n  ${ratio(workload, long)} > ${threshold}\nand\n  ${ratio(workload, short)} > ${threshold}\n)` };
}

/** Requests at a steady rate, of which a share fails. */
function requests(workload: Workload, share: number, minutes: number, at: string): Case {
  const count = Math.floor(MANY * share);
  const series = (status: number): string => `http_requests_total{namespace="${NAMESPACE}",workload="${workload.name}",method="GET",route="/api/v1/things",status="${status}"}`;
  return { at, series: [{ series: series(500), values: `0+${count}x${minutes}` }, { series: series(200), values: `0+${MANY - count}x${minutes}` }] };
}

function budgetAlert(workload: Workload, prefix: string, fast: boolean): Alert {
  const pairs = (fast ? FAST : SLOW).map((pair) => burning(workload, pair));
  const least = Math.min(...pairs.map(({ threshold }) => threshold));
  const most = Math.max(...pairs.map(({ threshold }) => threshold));
  const enough = `sum by (namespace, workload) (increase(http_requests_total{${users(workload)},${FAILED}}[${fast ? '6h' : '3d'}])) >= 10`;
  const objective = `${workload.slo.availability} % over ${words(secondsOf(workload.slo.window))}`;
  return {
    name: `${prefix}ErrorBudgetBurns${fast ? 'Fast' : 'Slowly'}`,
    // Ten failures at least: one failed request of a quiet night wakes nobody.
    expr: `(\n${pairs.map(({ expr }) => expr).join('\nor\n')}\n)\nand\n${enough}`,
    for: fast ? 120 : 900,
    severity: fast ? 'critical' : 'warning',
    summary: fast
      ? `${workload.name} fails so many requests that its objective (${objective}) is spent within days, or hours.`
      : `${workload.name} fails more requests than its objective (${objective}) allows in the long run.`,
    action: fast ? 'Find the failing operation; roll back if a release came before.' : 'Find the failing operation in working hours, and plan its repair.',
    team: null,
    proof: {
      labels: labels(workload),
      fires: requests(workload, Math.min(1, Math.max(2 * most, 0.0001)), 90, '1h'),
      quiet: requests(workload, least / 2, 90, '1h'),
    },
  };
}

export function errorBudget({ measured }: Facts): Kind {
  const prefix = prefixes(measured);
  return {
    slug: 'error-budget',
    title: 'The error budget burns',
    quoted: null,
    alerts: measured.flatMap((workload) => [true, false].map((fast) => budgetAlert(workload, prefix.get(workload.name) ?? '', fast))),
    meaning: `Requests end with a status of 500 or above (501, an operation that nobody has written yet, does not count). *Fast* looks at the last
hour and the last six, *slowly* at the last day and the last three; a short window beside each says that it is still going on.
The error budget is the share of requests that the objective allows to fail.`,
    see: `Which operations fail, and with what (put the alert's \`workload\` in the place of WORKLOAD):

\`\`\`promql
topk(5, sum by (method, route, status) (rate(http_requests_total{namespace="$namespace",workload="WORKLOAD",status=~"5.."}[5m])))
\`\`\`

Whether a release came before it, and what the service says about the errors:

\`\`\`sh
helm --namespace $namespace history $release
kubectl --namespace $namespace logs --selector app.kubernetes.io/component=WORKLOAD --since 15m --tail=-1 --prefix --max-log-requests 50 | grep -E '"level": ?"error"'
\`\`\`

Every error line has the correlation id that the caller was given in \`X-Request-ID\`.`,
    act: `1. A release in the hour before: [roll it back](roll-back.md). Look for the cause afterwards.
2. Only status 503: the database does not answer, or its pool is used up. Go on with [the database](database.md) or
   [the pool](connection-pool.md).
3. One operation only, all others fine: its handler or its data. The error lines name the place in the code. Tell the team;
   if the operation can wait until morning, so can its repair.
4. All operations of one pod only: \`kubectl --namespace $namespace describe pod POD\` says what is special about it. The node's
   owner moves it; a pod that is not ready gets no requests meanwhile.`,
    over: 'The alert ends by itself when both windows are below the threshold: for *fast* some minutes after the last error, for *slowly* up to two hours.',
    escalate: 'A fast burn that no release explains and that lasts 30 minutes is a SEV1.',
  };
}

const PERCENTILES = [
  { name: 'LatencyMedianHigh', quantile: 0.5, key: 'p50Ms', words: 'Half of the requests' },
  { name: 'LatencyP95High', quantile: 0.95, key: 'p95Ms', words: 'One of twenty requests' },
  { name: 'LatencyP99High', quantile: 0.99, key: 'p99Ms', words: 'One of a hundred requests' },
] as const;

function latencyAlert(workload: Workload, prefix: string, { name, quantile, key, words: share }: (typeof PERCENTILES)[number]): Alert {
  const seconds = number(workload.slo[key] / 1000);
  const selector = users(workload);
  const bucket = (le: string): string => `http_request_duration_seconds_bucket{namespace="${NAMESPACE}",workload="${workload.name}",method="GET",route="/api/v1/things",le="${le}"}`;
  const count = `http_request_duration_seconds_count{namespace="${NAMESPACE}",workload="${workload.name}",method="GET",route="/api/v1/things"}`;
  const slower = number((10 * workload.slo[key]) / 1000);
  const observed = (within: number): Case => ({
    at: '40m',
    series: [
      { series: bucket(seconds), values: `0+${within}x40` }, { series: bucket(slower), values: '0+60x40' },
      { series: bucket('+Inf'), values: '0+60x40' }, { series: count, values: '0+60x40' },
    ],
  });
  return {
    name: `${prefix}${name}`,
    // Of a handful of requests a percentile says nothing.
    expr: `histogram_quantile(${quantile}, sum by (namespace, workload, le) (rate(http_request_duration_seconds_bucket{${selector}}[10m]))) > ${seconds}
and
sum by (namespace, workload) (increase(http_request_duration_seconds_count{${selector}}[10m])) >= 20`,
    for: 900,
    severity: quantile === 0.95 && workload.critical ? 'critical' : 'warning',
    summary: `${share} to ${workload.name} took longer than ${workload.slo[key]} ms.`,
    action: 'Find the slow operation, and whether the database is slow with it.',
    team: null,
    proof: { labels: labels(workload), fires: observed(0), quiet: observed(60) },
  };
}

export function latency({ measured }: Facts): Kind {
  const prefix = prefixes(measured);
  return {
    slug: 'latency',
    title: 'Requests are slow',
    quoted: null,
    alerts: measured.flatMap((workload) => PERCENTILES.map((percentile) => latencyAlert(workload, prefix.get(workload.name) ?? '', percentile))),
    meaning: 'For a quarter of an hour requests took longer than the objective allows, measured inside the service: the network does not count. Users wait; nothing has failed yet.',
    see: `Which operations are slow (put the alert's \`workload\` in the place of WORKLOAD):

\`\`\`promql
topk(5, histogram_quantile(0.95, sum by (method, route, le) (rate(http_request_duration_seconds_bucket{namespace="$namespace",workload="WORKLOAD"}[10m]))))
\`\`\`

Whether requests wait for a connection, and whether replicas are used up:

\`\`\`promql
max by (workload, pod) (database_pool_connections_in_use{namespace="$namespace"})
\`\`\`

\`\`\`sh
kubectl --namespace $namespace get horizontalpodautoscalers
kubectl --namespace $namespace top pods
\`\`\``,
    act: `1. All operations are slow, and all replicas there may be are running: [scale](scale.md).
2. Connections in use are at $pool, the size of the pool: go on with [the pool](connection-pool.md).
3. One operation is slow: look for the statement. On the database server
   \`SELECT pid, now() - query_start AS since, state, wait_event_type, query FROM pg_stat_activity WHERE datname = current_database() ORDER BY since DESC LIMIT 10\`
   shows what runs and what it waits for. A missing index is a change in \`specwright.yaml\` (\`index:\`) and a release.
4. It began with a release: [roll it back](roll-back.md).`,
    over: 'Ten minutes of requests within the objective end it.',
    escalate: 'A 95th percentile above its objective for an hour at a time when people work is a SEV2.',
  };
}

function errorsAlert(workload: Workload, prefix: string): Alert {
  const by = 'sum by (namespace, workload, method, route)';
  const each = (count: number): Case => requests(workload, count / MANY, 40, '30m');
  return {
    name: `${prefix}OperationFails`,
    expr: `${by} (rate(http_requests_total{${users(workload)},${FAILED}}[10m]))
/ ${by} (rate(http_requests_total{${users(workload)}}[10m])) > 0.5
and
${by} (increase(http_requests_total{${users(workload)},${FAILED}}[10m])) >= 5`,
    for: 300,
    severity: 'warning',
    summary: `More than half of the requests to one operation of ${workload.name} fail.`,
    action: 'Read the error lines of the operation in the alert\'s labels.',
    team: null,
    proof: {
      labels: { ...labels(workload), method: 'GET', route: '/api/v1/things' },
      fires: each(0.8 * MANY), quiet: each(0.2 * MANY),
    },
  };
}

export function operationFails({ measured }: Facts): Kind {
  const prefix = prefixes(measured);
  return {
    slug: 'operation-fails',
    title: 'One operation fails',
    quoted: null,
    alerts: measured.map((workload) => errorsAlert(workload, prefix.get(workload.name) ?? '')),
    meaning: 'Most requests to one operation end with a status of 500 or above. It may be used too seldom to be seen in the error budget of the whole service, yet whoever needs it cannot work.',
    see: `The alert's labels \`method\` and \`route\` name the operation. Its error lines:

\`\`\`sh
kubectl --namespace $namespace logs --selector app.kubernetes.io/component=WORKLOAD --since 30m --tail=-1 --prefix --max-log-requests 50 | grep -E '"level": ?"error"'
\`\`\``,
    act: `1. The first release with the error is in \`helm --namespace $namespace history $release\`: [roll it back](roll-back.md) when others can do without
   what it brought.
2. Otherwise reproduce it on your machine: \`make run SERVICE=WORKLOAD\`, then the same request with \`make token\`. The handler is in
   \`services/WORKLOAD\`; write the test that fails first.
3. A handler that calls another system: ask its owner, and see whether it answers.`,
    over: 'Ten minutes in which fewer than half of the requests to it fail.',
    escalate: 'When the operation is one that users cannot do without, treat it as a SEV2.',
  };
}

function downAlert(workload: Workload, prefix: string): Alert {
  const selector = `namespace="${NAMESPACE}",workload="${workload.name}"`;
  const up = (value: string): Case => ({ at: '20m', series: [{ series: `up{${selector},pod="a"}`, values: `${value}x20` }] });
  return {
    name: `${prefix}Down`,
    expr: `sum by (namespace, workload) (up{${selector}}) == 0\nor\nabsent(up{${selector}})`,
    for: 180,
    severity: 'critical',
    summary: `No replica of ${workload.name} answers.`,
    action: 'See whether its pods are running and ready; roll back if a release came before.',
    team: null,
    proof: { labels: labels(workload), fires: up('0+0'), quiet: up('1+0') },
  };
}

/** Of every workload, whether it has numbers of its own or not: Kubernetes counts the pods that are ready. */
function unavailableAlert(workload: Workload, prefix: string): Alert {
  const selector = `namespace="${NAMESPACE}",deployment="${deploymentOf(workload)}"`;
  const ready = (count: number): Case => ({
    at: '20m',
    series: [
      { series: `kube_deployment_status_replicas_available{${selector}}`, values: `${count}+0x20` },
      { series: `kube_deployment_spec_replicas{${selector}}`, values: '2+0x20' },
    ],
  });
  return {
    name: `${prefix}Unavailable`,
    // What is switched off, with no replicas wanted, is not down.
    expr: `max by (namespace, deployment) (kube_deployment_status_replicas_available{${selector}}) == 0
and
max by (namespace, deployment) (kube_deployment_spec_replicas{${selector}}) > 0
or
absent(kube_deployment_status_replicas_available{${selector}})`,
    for: 300,
    severity: 'critical',
    summary: `No replica of ${workload.name} is ready.`,
    action: 'See whether its pods are running and ready; roll back if a release came before.',
    team: null,
    proof: { labels: { namespace: NAMESPACE, deployment: deploymentOf(workload) }, fires: ready(0), quiet: ready(1) },
  };
}

export function down({ measured, workloads }: Facts): Kind {
  const prefix = prefixes(measured);
  const every = prefixes(workloads);
  return {
    slug: 'service-down',
    title: 'A service is down',
    quoted: null,
    alerts: [
      ...measured.map((workload) => downAlert(workload, prefix.get(workload.name) ?? '')),
      ...workloads.map((workload) => unavailableAlert(workload, every.get(workload.name) ?? '')),
    ],
    meaning: `*Down*: for three minutes Prometheus reached no replica. Either none is running, or Prometheus is kept from them. *Unavailable*: for five
minutes Kubernetes has had no replica that is ready, so that nobody is served; or it says nothing of the Deployment at all: it was deleted, or
kube-state-metrics does not answer. The first command tells which.`,
    see: `\`\`\`sh
kubectl --namespace $namespace get pods --selector app.kubernetes.io/component=WORKLOAD
kubectl --namespace $namespace get events --sort-by .lastTimestamp | tail -20
kubectl --namespace $namespace logs --selector app.kubernetes.io/component=WORKLOAD --prefix --tail=50 --max-log-requests 50
helm test $release --namespace $namespace
\`\`\``,
    act: `1. There are no pods: \`helm --namespace $namespace history $release\` and the events say why. A quota that is used up:
   [the quota](quota.md). A release that went wrong: [roll it back](roll-back.md).
2. \`CrashLoopBackOff\`: the last lines of the log say which setting or secret is missing. A secret that was changed:
   [rotate secrets](rotate-secrets.md) says how it reaches the pods.
3. \`ImagePullBackOff\`: the digest in the release is not in the registry, or the cluster may not read it. [Roll back](roll-back.md).
4. Running, not ready: readiness asks the database, and the log says \`health.database_unreachable\`, \`health.schema-missing\` or
   \`health.schema-outdated\`. Go on with [the database](database.md) or [the migration](migration-failed.md).
5. Running and ready, and \`helm test\` passes: users are served, and only Prometheus is blind. See whether the network policy still lets
   it in; this can wait until morning.`,
    over: '`helm test $release --namespace $namespace` passes and the alert has ended.',
    escalate: 'Not answering for 15 minutes is a SEV1.',
  };
}

/** What the spec plans for: more is not wrong, but nobody has tested it. */
export function abovePlan({ measured, project }: Facts): Kind {
  const prefix = prefixes(measured);
  const facts = (project.sections['services'] ?? {}) as Readonly<Record<string, { readonly peak_rps?: number }>>;
  const alerts = measured.flatMap((workload): Alert[] => {
    const peak = facts[workload.name]?.peak_rps ?? 0;
    if (peak <= 0) return [];
    const at = (rate: number): Case => requestsAt(workload, rate);
    return [{
      name: `${prefix.get(workload.name) ?? ''}RequestsAbovePlan`,
      expr: `sum by (namespace, workload) (rate(http_requests_total{${users(workload)}}[5m])) > ${number(peak)}`,
      for: 900,
      severity: 'warning',
      summary: `${workload.name} gets more than the ${number(peak)} requests a second that it is planned for.`,
      action: 'See whether it is users or a client gone wrong; watch latency and replicas.',
      team: null,
      proof: { labels: labels(workload), fires: at(2 * peak), quiet: at(peak / 2) },
    }];
  });
  return {
    slug: 'requests-above-plan',
    title: 'More requests than planned',
    quoted: null,
    alerts,
    meaning: 'The service gets more requests than `peak_rps` in `specwright.yaml`. It was load-tested at a multiple of that, so that nothing is broken yet.',
    see: `Who calls what:

\`\`\`promql
topk(10, sum by (workload, method, route, status) (rate(http_requests_total{namespace="$namespace"}[5m])))
\`\`\``,
    act: `1. Many answers with status 401, 403 or 429: somebody tries doors. See [revoke a session](revoke-session.md) when it is one signed-in user.
2. One operation only: a client that repeats itself. Its owner is known by the \`subject\` in the audit lines of the log.
3. Users who came to stay: [scale](scale.md), raise \`peak_rps\` in \`specwright.yaml\`, and run the load test again.`,
    over: 'Fewer requests than planned for 15 minutes, or a higher plan.',
    escalate: 'When latency or errors alert as well, treat it as a SEV2.',
  };
}

function requestsAt(workload: Workload, rate: number): Case {
  const count = `http_requests_total{namespace="${NAMESPACE}",workload="${workload.name}",method="GET",route="/api/v1/things",status="200"}`;
  return { at: '30m', series: [{ series: count, values: `0+${number(60 * rate)}x40` }] };
}

/** What was promised to customers: less than the objective, and worth an incident. */
export function agreement({ measured, project }: Facts): Kind {
  const prefix = prefixes(measured);
  const facts = (project.sections['services'] ?? {}) as Readonly<Record<string, { readonly sla?: { readonly availability?: number } }>>;
  const alerts = measured.flatMap((workload): Alert[] => {
    const promised = facts[workload.name]?.sla?.availability;
    if (promised === undefined || promised <= 0) return [];
    const allowed = Number((1 - promised / 100).toPrecision(6));
    return [{
      name: `${prefix.get(workload.name) ?? ''}AgreementBroken`,
      expr: `${ratio(workload, 30 * 24 * HOUR)} > ${allowed}`,
      for: 600,
      severity: 'critical',
      summary: `${workload.name} has answered fewer than ${promised} % of its requests in 30 days, which customers were promised.`,
      action: 'Open an incident, and tell whoever speaks with the customers.',
      team: null,
      proof: { labels: labels(workload), fires: requests(workload, Math.min(1, Math.max(2 * allowed, 0.0001)), 90, '1h'), quiet: requests(workload, allowed / 2, 90, '1h') },
    }];
  });
  return {
    slug: 'agreement-broken',
    title: 'An agreement is broken',
    quoted: null,
    alerts,
    meaning: 'What customers were promised (`sla` in `specwright.yaml`) was not kept over the last 30 days. The error budget was spent long before: its alerts came first.',
    see: `How the 30 days went:

\`\`\`promql
1 - sum by (workload) (increase(http_requests_total{namespace="$namespace",status=~"5..",status!="501"}[30d])) / sum by (workload) (increase(http_requests_total{namespace="$namespace"}[30d]))
\`\`\``,
    act: `1. Begin an [incident](../operations/incident-response.md) of SEV1, even when everything works at this moment: customers have a claim.
2. Link the post-mortems of the last 30 days in it. Whoever speaks with customers decides what they are told.
3. No release but repairs until the error budget is positive again.`,
    over: 'The bad days leave the window of 30 days.',
    escalate: 'At once: it is a SEV1.',
  };
}
