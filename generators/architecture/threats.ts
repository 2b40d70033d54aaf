/**
 * What can go wrong on each kind of data flow (STRIDE), and what in the generated code stands against it. A mitigation
 * names a file and a word that stands in it: a test looks both up. A threat without one is open, and says so.
 */
export type Stride = 'spoofing' | 'tampering' | 'repudiation' | 'information disclosure' | 'denial of service' | 'elevation of privilege';

export interface Mitigation {
  readonly file: string;
  /** What to look for in the file: a function, a class, a setting. */
  readonly look: string;
  readonly how: string;
}

export interface Threat {
  readonly stride: Stride;
  readonly threat: string;
  readonly mitigations: readonly Mitigation[];
  readonly residual: string;
}

const KIT = 'libs/servicekit/src/servicekit';
const WEB = 'web/src/server';
const by = (file: string, look: string, how: string): Mitigation => ({ file, look, how });
const threat = (stride: Stride, words: string, mitigations: readonly Mitigation[], residual: string): Threat => ({ stride, threat: words, mitigations, residual });

const TOKENS = by(`${KIT}/security/tokens.py`, 'TokenVerifier', 'signature, issuer, audience and times of every token are checked');
const ROLES = by(`${KIT}/security/authorise.py`, 'authorise', 'each operation is open to the roles of its document alone; what is no operation is refused');
const CONTRACT = by(`${KIT}/contract.py`, 'Contract', 'what the document does not allow is refused before a handler sees it');
const AUDIT = by(`${KIT}/audit.py`, 'record', 'each change of a row is one event with the caller, the row and the outcome');
const LOAD = by(`${KIT}/limits.py`, 'LimitsMiddleware', 'requests in flight and connections are bounded; more are told to come again');
const BODIES = by(`${KIT}/bodies.py`, 'BodyTooLarge', 'size and time of a body are bounded');
const ERRORS = by(`${KIT}/errors.py`, 'problem_response', 'errors are problem details that tell nothing of the inside');
const REDACTION = by(`${KIT}/logs.py`, 'Redact', 'personal and secret values are blanked in every log line');
const TIMEOUTS = by(`${KIT}/database.py`, '_limits', 'statements, locks and idle transactions have time-outs, the pool has a size');
const HTTPS_ONLY = by(`${KIT}/startup.py`, '_plain_urls', 'a deployed service does not start with an issuer that is not https');
const KEYS = by(`${KIT}/security/keys.py`, 'KeysUnavailable', 'keys are kept and used on for a day while the issuer does not answer');
const WEB_LOG = by(`${WEB}/log.ts`, 'SECRET', 'log lines hold facts about requests, never tokens or bodies');
const LIMITS = by(`${WEB}/rate-limit.ts`, 'tooMany', 'requests of a session or an address are counted by the minute, over all replicas');
const CHART = 'chart/templates';
const POLICIES = by(`${CHART}/networkpolicy.yaml`, 'default-deny', 'in the cluster a pod is reached by those that the specification names, and by nobody else');
const WAYS_OUT = by(`${CHART}/networkpolicy.yaml`, '$workload.callsOutside', 'its port is open to the services that depend on it, and to no other');
const TLS = by(`${CHART}/ingress.yaml`, 'secretName:', 'every host of the ingress has a certificate');
const SECRETS = by(`${CHART}/externalsecret.yaml`, 'kind: ExternalSecret', 'passwords and keys come from the secret store, one Secret for each workload');
const INTRUDER = threat('elevation of privilege', 'Whoever gets the program to run code of their own goes on to the node or the cluster.', [
  by(`${CHART}/_helpers.tpl`, 'readOnlyRootFilesystem: true', 'containers run without root and without capabilities, and write to /tmp alone'),
  by(`${CHART}/deployment.yaml`, 'automountServiceAccountToken: false', 'a pod has no token of the cluster'),
  by('deploy/namespaces.yaml', 'pod-security.kubernetes.io/enforce: restricted', 'the namespace refuses pods that ask for more'),
  POLICIES,
], 'What the program itself may do: use its database, and reach what its policy opens.');

const PERSON_WEB = [
  threat('spoofing', 'Somebody acts with the session of another person.', [
    by(`${WEB}/cookies.ts`, '__Host-', 'scripts cannot read the cookie, and no other host can set it'),
    by(`${WEB}/session-store.ts`, 'createSession', 'the session lies on the server under the digest of its id, and ends there'),
    TLS,
  ], 'An unlocked device with an open session, until SESSION_IDLE_MINUTES have passed.'),
  threat('tampering', 'Another site makes the browser send a change.', [by(`${WEB}/origin.ts`, 'isCrossSite', 'a change has to come from a page of this app')], 'None known while the browser tells the truth about the origin.'),
  threat('repudiation', 'A person denies a change.', [AUDIT], 'Whoever can rewrite the stored logs can rewrite the proof: ship them to a store that only appends.'),
  threat('information disclosure', 'A script that got into a page reads or sends away what is shown.', [
    by(`${WEB}/csp.ts`, 'pagePolicy', 'only scripts with the nonce of the request run'),
    by(`${WEB}/gateway.ts`, 'DATA_POLICY', 'what services answer never runs as a page'),
  ], 'Extensions of the browser see what the person sees.'),
  threat('denial of service', 'Somebody sends more than the app can answer.', [LIMITS], 'Floods from many addresses belong to what stands in front of the app.'),
  threat('elevation of privilege', 'A person reaches operations that are not theirs.', [by(`${WEB}/gateway.ts`, 'callService', 'the gateway opens only paths of the services\' documents'), ROLES], 'A role that the issuer gave by mistake.'),
  INTRUDER,
];

const CALLER_SERVICE = [
  threat('spoofing', 'A caller uses a made-up, expired or foreign credential.', [TOKENS], 'A stolen token works until it expires: keep their life short at the issuer.'),
  threat('tampering', 'A request carries what the operation does not expect, or is changed on its way.', [CONTRACT, TLS], 'From the ingress to the service it is plain HTTP, unless a mesh adds mTLS.'),
  threat('repudiation', 'A caller denies a change.', [AUDIT, by(`${KIT}/security/authorise.py`, 'audit', 'every decision to let in or refuse is logged')], 'Reading is logged by request, not by row.'),
  threat('information disclosure', 'Answers and errors tell more than the caller may know.', [ERRORS, by(`${KIT}/visibility.py`, 'WriteOnly', 'write-only properties never leave')], 'A role that may read an entity reads all of its rows: there are no row rules.'),
  threat('denial of service', 'A caller takes all connections, or sends bodies without end.', [LOAD, BODIES], 'The bound is for all callers together; limits for each caller belong to the gateway in front.'),
  threat('elevation of privilege', 'A caller uses an operation that its roles do not open.', [ROLES], 'A role that the issuer gave by mistake.'),
  INTRUDER,
];

const WEB_SERVICE = [
  threat('spoofing', 'Another process calls the service in the web app\'s place.', [TOKENS, POLICIES], 'Whoever may make pods in the namespace can give one the web app\'s labels; the token still has to be a person\'s.'),
  threat('tampering', 'A request is changed between the web app and the service.', [CONTRACT], 'Plain HTTP inside the cluster: who controls its network can read and change it, unless a mesh adds mTLS.'),
  threat('repudiation', 'A change cannot be traced back to the page it came from.', [by(`${WEB}/tracing.ts`, 'traceHeaders', 'the trace id goes along to the service'), AUDIT], 'Logs of both have to be kept equally long.'),
  threat('information disclosure', 'Cookies, tokens or headers leak to a service or back to the browser.', [by(`${WEB}/service-client.ts`, 'REQUEST_HEADERS', 'only listed headers pass, in both directions'), WEB_LOG], 'The service sees the person\'s access token.'),
  threat('denial of service', 'A slow service holds the web app\'s connections.', [by(`${WEB}/service-client.ts`, 'signal', 'a call ends with the browser\'s request and after SERVICE_TIMEOUT_SECONDS'), LOAD], 'Pages that need the service show an error while it is away.'),
  threat('elevation of privilege', 'The web app is used to reach paths that are not in the document.', [by(`${WEB}/paths.ts`, 'findOperation', 'only operations of the document are called')], 'None known.'),
];

const SERVICE_DATABASE = [
  threat('spoofing', 'Somebody else logs in to the database.', [by(`${KIT}/settings.py`, 'database_url', 'the address and its password come from the environment alone'), SECRETS], 'A leaked password works until it is rotated, from wherever the server lets itself be reached.'),
  threat('tampering', 'Input becomes part of a statement.', [by(`${KIT}/entities/listing.py`, 'sqlalchemy', 'statements are built with bound parameters'), CONTRACT], 'Statements that a handler writes as text.'),
  threat('repudiation', 'Rows are changed past the service.', [AUDIT], 'Changes made with the database\'s own tools are in the database\'s log only.'),
  threat('information disclosure', 'Values reach logs, or a copy of the disk is read.', [REDACTION], 'Columns are not encrypted: encryption at rest is the server\'s.'),
  threat('denial of service', 'Slow statements or too many connections stop the database.', [TIMEOUTS], 'See the capacity plan for the number of connections.'),
  threat('elevation of privilege', 'The running service changes the schema.', [by(`${KIT}/settings.py`, 'database_url_direct', 'migrations can use an address, and so a role, of their own')], 'Where both addresses name one role, the service may do what migrations may.'),
];

const WEB_DATABASE = [
  threat('spoofing', 'Somebody else logs in to the database.', [by(`${WEB}/env.ts`, 'DATABASE_URL', 'the address and its password come from the environment alone'), SECRETS], 'A leaked password works until it is rotated, from wherever the server lets itself be reached.'),
  threat('tampering', 'A stored session is changed or made up.', [by(`${WEB}/sealing.ts`, 'A256GCM', 'sessions are sealed; a changed one is none'), by(`${WEB}/session-store.ts`, 'rowOf', 'each is sealed for its own row; copied into another it is none')], 'Whoever can write rows can sign people out, and put back what a row held before.'),
  threat('repudiation', 'Nobody knows who signed in.', [by('web/src/app/auth/callback/route.ts', 'sign_in.succeeded', 'each sign-in is logged with its subject')], 'The issuer\'s log is the better proof.'),
  threat('information disclosure', 'Tokens are read from a copy of the database.', [by(`${WEB}/sealing.ts`, 'keyFor', 'tokens are encrypted with a key from WEB_SECRET, which is not in the database'), SECRETS], 'WEB_SECRET and the database together open every session.'),
  threat('denial of service', 'Counting and sessions wait for a slow database.', [by(`${WEB}/database.ts`, 'statement_timeout', 'statements end after ten seconds, the pool has ten connections')], 'While the database is away nobody is signed in.'),
  threat('elevation of privilege', 'Input becomes part of a statement.', [by(`${WEB}/database.ts`, 'query', 'values are parameters, never text')], 'None known.'),
];

const WEB_ISSUER = [
  threat('spoofing', 'An answer that does not belong to this sign-in is taken for one.', [by(`${WEB}/oidc.ts`, 'expectedState', 'state, nonce and PKCE tie the answer to the browser that asked')], 'The issuer itself is trusted.'),
  threat('tampering', 'Somebody changes the answer on its way through the browser.', [by(`${WEB}/oidc.ts`, 'code_challenge', 'the browser carries a code only; tokens come straight from the issuer')], 'None known.'),
  threat('repudiation', 'A person denies having signed in.', [by('web/src/app/auth/callback/route.ts', 'sign_in.succeeded', 'each sign-in is logged with its subject')], 'The issuer\'s log is the better proof.'),
  threat('information disclosure', 'Tokens reach the browser or a log.', [by(`${WEB}/session-store.ts`, 'seal', 'tokens are kept sealed on the server'), WEB_LOG], 'None known.'),
  threat('denial of service', 'Sign-ins without end, or an issuer that is away.', [by(`${WEB}/rate-limit.ts`, 'tooMany', 'sign-ins from an address are counted')], 'While the issuer is away nobody can sign in; open sessions go on until their token ends.'),
  threat('elevation of privilege', 'A refreshed token gives more than the person has now.', [by(`${WEB}/access-token.ts`, 'refreshed', 'roles come from the newest token')], 'A role that is taken away works until the access token ends.'),
];

const SERVICE_ISSUER = [
  threat('spoofing', 'Keys come from somebody who only looks like the issuer.', [HTTPS_ONLY], 'Certificates are as good as the machine\'s trust store.'),
  threat('tampering', 'Keys are exchanged on their way.', [HTTPS_ONLY], 'As above.'),
  threat('repudiation', 'Nobody can tell which key let a token in.', [by(`${KIT}/security/authorise.py`, 'audit', 'every decision is logged with the subject')], 'The key id is not in the log.'),
  threat('information disclosure', 'The request for keys tells something.', [by(`${KIT}/security/keys.py`, 'KeySource', 'it carries nothing about a caller')], 'The issuer sees that the service runs.'),
  threat('denial of service', 'The issuer is away, or made-up key ids cause a request each.', [KEYS, by(`${KIT}/security/keys.py`, '_UNKNOWN_KEY_SECONDS', 'an unknown key is asked for at most every thirty seconds')], 'After a day without keys every token is refused.'),
  threat('elevation of privilege', 'A token picks an algorithm that proves nothing.', [by(`${KIT}/settings.py`, 'oidc_algorithms', 'only listed algorithms count')], 'None known.'),
];

const SERVICE_SERVICE = [
  threat('spoofing', 'A process that is no service of ours calls, or answers.', [TOKENS, POLICIES], 'The caller proves itself with a token; the answer is as trustworthy as the name that was called.'),
  threat('tampering', 'What is sent does not fit the other service.', [CONTRACT], 'Plain HTTP inside the cluster: who controls its network can read and change it, unless a mesh adds mTLS.'),
  threat('repudiation', 'A change cannot be traced back to the request it came from.', [by(`${KIT}/correlation.py`, 'CorrelationMiddleware', 'every request has a correlation id, and takes the caller\'s')], 'A client of your own has to pass the id on.'),
  threat('information disclosure', 'The other service answers more than the caller\'s people may see.', [ROLES], 'A service that calls in its own name sees what its roles open.'),
  threat('denial of service', 'One service floods or blocks the other.', [LOAD], 'The client is the team\'s own: give it a time-out.'),
  threat('elevation of privilege', 'A person reaches through one service what the other refuses.', [ROLES], 'A handler that calls in the service\'s own name decides for itself.'),
];

const KEPT_IDS = [
  threat('tampering', 'An id names nothing, or no longer does.', [CONTRACT], 'The form of an id is checked, not that it exists: that is the decision on references across services.'),
  threat('information disclosure', 'An id tells when its row was made.', [by(`${KIT}/entities/ids.py`, 'new_id', 'ids are UUIDv7: they tell the time of creation and nothing else')], 'Where that time is a secret, the entity needs another public id.'),
];

const EXTERNAL = [
  threat('spoofing', 'The other system is not who it says it is.', [], 'The client is the team\'s own (`dependencies.py` of the service): check its certificate and its credentials.'),
  threat('tampering', 'What comes back is not what was agreed.', [], 'Nothing generated checks the other system\'s answers.'),
  threat('information disclosure', 'More data leaves than the other system needs.', [REDACTION, WAYS_OUT], 'What is sent is decided in a handler. Where `network.outside` of the chart names no addresses, the port is open to all of them.'),
  threat('denial of service', 'The other system is slow or away.', [LOAD], 'Give the client a time-out and decide what the service does without it.'),
];

/** Threats of a flow, by the kinds of its two ends; `kept` is a flow that only keeps ids. */
export const THREATS: Readonly<Record<string, readonly Threat[]>> = {
  'person>web': PERSON_WEB,
  'person>service': CALLER_SERVICE,
  'web>service': WEB_SERVICE,
  'web>database': WEB_DATABASE,
  'web>issuer': WEB_ISSUER,
  'service>database': SERVICE_DATABASE,
  'service>issuer': SERVICE_ISSUER,
  'service>service': SERVICE_SERVICE,
  kept: KEPT_IDS,
  'service>external': EXTERNAL,
  'system>external': EXTERNAL,
};
