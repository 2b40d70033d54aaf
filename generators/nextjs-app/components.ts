/** What the web app is made of, as the C4 model shows it. */
import { contribute, type Contribution } from '../../src/kit.js';

const PARTS: readonly (readonly [id: string, name: string, path: string, does: string, uses: readonly string[]])[] = [
  ['proxy', 'Request filter', 'proxy.ts', 'Sets the content security policy with its nonce, refuses what other sites send.', ['pages', 'sign-in', 'gateway']],
  ['pages', 'Pages', 'app/(app)/', 'Lists, records and forms for every resource of the services.', ['contract', 'gateway', 'sessions']],
  ['sign-in', 'Sign-in', 'server/oidc.ts', 'Code flow with PKCE; tokens stay on the server.', ['@issuer', 'sessions']],
  ['gateway', 'Gateway', 'server/gateway.ts', 'The one door to the services: opens for paths of their documents, adds the access token.', ['sessions', 'limits', 'contract', '@services']],
  ['sessions', 'Sessions', 'server/session-store.ts', 'Encrypted sessions, one row each.', ['@database']],
  ['limits', 'Rate limits', 'server/rate-limit.ts', 'Counts requests for each session and address.', ['@database']],
  ['contract', 'Contract', 'contract/', 'What the pages know about the services, from their documents.', []],
];

export function components(container: string): readonly Contribution[] {
  return PARTS.map(([id, name, path, does, uses], index) => (
    contribute('component', `${container}--${id}`, { container, id, name, technology: 'TypeScript', path: `web/src/${path}`, does, uses, entry: id === 'proxy' }, 400 + index)
  ));
}
