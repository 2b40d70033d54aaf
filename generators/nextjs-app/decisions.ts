/** The decisions behind the web app. A new one goes to the end. */
import type { SlotTypes } from '../../src/kit.js';

type Decision = SlotTypes['decision'];

export function decisions(): readonly Decision[] {
  return [SESSIONS, STORE, NONCE];
}

const SESSIONS: Decision = {
  slug: 'tokens-stay-on-the-server',
  title: 'Tokens stay on the server of the web app',
  context: `A page has to call services that want an access token. A token that a browser holds can be taken by any
script that gets into the page, and works from anywhere until it expires.`,
  decision: `The web app signs people in with the code flow and PKCE, keeps the tokens in a session on the server,
encrypted, and gives the browser nothing but the encrypted id of that session in a \`__Host-\` cookie. Calls go through
\`/api/services/<service>/<path>\`, which adds the token, and which opens only for operations of the service's document.
An access token that is about to end is replaced under the session's lock, so that one refresh token is used once.
Signing out deletes the session, has the issuer revoke the refresh token where it offers that (RFC 7009), without
waiting for it, and then ends the issuer's own session without sending it a token through the browser.`,
  consequences: [
    'A script in a page can do what its user can do while the page is open, but it cannot carry the access away.',
    'Signing out and expiry take effect at once, in every replica: a copied cookie is worth nothing afterwards.',
    'Every call has one more hop and one lookup of the session.',
    'An issuer that insists on an id token when it ends a session asks the person to confirm instead.',
  ],
  alternatives: [
    'Tokens in the page, in memory or in storage: no hop, and everything a script finds is its own.',
    'Tokens in an encrypted cookie: no store, but they cannot be revoked, two requests refresh twice, and cookies are small.',
    'Auth.js or Better Auth: the first is in maintenance only, the second wants to be the database of users.',
  ],
  rules: ['AUTH-01', 'NEXT-20', 'NEXT-23'],
};

const STORE: Decision = {
  slug: 'sessions-and-limits-in-postgresql',
  title: 'Sessions and rate limits are kept in PostgreSQL',
  context: 'Several replicas of the web app have to agree on who is signed in and on how often somebody has asked.',
  decision: `Both are tables in a database of the web app's own. A session's row holds the digest of its id and data
that is encrypted for this row: copied into another row it opens nothing. A limit is one counter for each caller and
minute, in an unlogged table, counted by one statement. Migrations are plain SQL files, run by one process at a time
under an advisory lock, before the server starts.`,
  consequences: [
    'There is nothing to run that the repository does not run anyway.',
    'A request costs two short statements. Where that becomes too much, src/server/session-store.ts and src/server/rate-limit.ts are the two files to change.',
    'While the database is away nobody is signed in; the readiness check says so.',
  ],
  alternatives: [
    'Redis: quicker, and one more system to run, to secure and to back up.',
    'Counts in memory: every replica allows the whole limit.',
  ],
  rules: ['NEXT-21', 'SCALE-01'],
};

const NONCE: Decision = {
  slug: 'a-nonce-for-every-request',
  title: 'The content security policy has a nonce for every request',
  context: `A policy that allows inline scripts stops no injected one. Next.js writes inline scripts into its pages, so
they need either hashes that are known when the app is built, or a nonce.`,
  decision: `src/proxy.ts makes a random nonce for every request and allows scripts by it alone, with strict-dynamic. Style
attributes are refused, except the one that next/image writes; eslint refuses the style property. Answers of services
that pass through the web app have a policy of their own under which nothing runs.`,
  consequences: [
    'A script that gets into a page does not run.',
    'Every page is rendered for its request; none can be kept by a cache in front.',
    'Libraries that write style attributes cannot be used.',
  ],
  alternatives: [
    'Hashes: pages could be static, but every one of their scripts has to be known when the app is built.',
    'unsafe-inline: no protection worth the name.',
  ],
  rules: ['NEXT-22'],
};
