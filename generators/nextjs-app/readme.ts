/** The README's section about the web app. */
import type { Project, SlotTypes } from '../../src/kit.js';

export function readme(_project: Project): SlotTypes['readme'] {
  return { title: 'The web app', body: BODY };
}

const BODY = `\`make dev\` serves it at <http://127.0.0.1:3000> and prints the test users; choose one on the sign-in page, there are no
passwords. It needs Node 20.19 or newer (\`web/.nvmrc\` names the version that the image has). Browsers keep its cookies on
this machine without TLS; Safari does not, so use another one here.

| where | what |
| --- | --- |
| \`web/src/app/\` | pages and routes |
| \`web/src/contract/\` | what the pages know about the services; generated from the services' documents |
| \`web/src/server/\` | sessions, sign-in, the way to the services, limits, logs; never part of a page |
| \`web/src/proxy.ts\` | the content security policy with its nonce, and the refusal of what other sites send |
| \`web/migrations/\` | the tables of sessions and limits, applied by \`make dev\`, \`make migrate\` and at the start |

A browser never holds a token. It holds the encrypted id of a session; the app keeps the tokens, encrypted, in PostgreSQL and
adds them to what it sends to a service. \`/api/services/<service>/<path>\` is the one door: it opens only for paths of the
service's own document.

\`make contact-sheet\` draws every page at three widths in both themes, for whoever changes how they look.

To run what \`make build\` made: \`node web/scripts/start.mjs\`. It reads everything from the environment:

| setting | what it is |
| --- | --- |
| \`PUBLIC_URL\` | the address that people open; \`https:\` except on this machine |
| \`DATABASE_URL\` | PostgreSQL for sessions and limits, shared by all replicas |
| \`WEB_SECRET\`, \`WEB_SECRET_PREVIOUS\` | at least 32 characters; the previous one while it is being rotated |
| \`OIDC_ISSUER\`, \`WEB_CLIENT_ID\`, \`WEB_CLIENT_SECRET\` | the issuer and what the app is there; redirect URI \`PUBLIC_URL/auth/callback\`, after signing out \`PUBLIC_URL/auth/signed-out\` |
| \`OIDC_SCOPE\`, \`OIDC_AUTHORIZE_PARAMETERS\`, \`OIDC_ROLES_CLAIM\` | what another issuer needs: scopes, further parameters (\`audience=shop\`), the claim that holds the roles |
| \`SERVICE_URL_<SERVICE>\` | where each service is, its base path included |
| \`AUTH_CREDENTIALS_<SERVICE>\` | keys and passwords that a service's document asks for besides a token, as JSON by scheme |
| \`SESSION_HOURS\`, \`SESSION_IDLE_MINUTES\` | how long a session lives in all (12), and unused (60) |
| \`REQUESTS_PER_MINUTE\`, \`SIGN_INS_PER_MINUTE\` | limits for each session or address (600 and 60) |
| \`TRUSTED_PROXIES\` | how many proxies of yours stand in front and write X-Forwarded-For (0) |
| \`MAX_BODY_BYTES\`, \`SERVICE_TIMEOUT_SECONDS\` | the largest request (10 MiB), how long a service may take to begin to answer (30) |
| \`HOST\`, \`PORT\`, \`LOG_LEVEL\` | where it listens, what it logs |`;
