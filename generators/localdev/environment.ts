/** Settings of the local machine in .env. */
import type { Project, SlotTypes } from '../../src/kit.js';

/** In the order of .env.example. Each service's port, database URL and keys are added to .env when it is first run. */
export function environment(project: Project): readonly SlotTypes['environment'][] {
  const setting = (name: string, value: string, why: string): SlotTypes['environment'] => ({ name, value, secret: false, why });
  const secret = (name: string, why: string): SlotTypes['environment'] => ({ name, value: '', secret: true, why });
  return [
    setting('DATABASE_SERVER_URL', '', 'A PostgreSQL of your own: postgresql://user:password@host:port/postgres, the user may create databases. Empty: the embedded one.'),
    setting('DATABASE_PORT', '5433', 'Port of the embedded PostgreSQL; moved to the next free one when it is taken.'),
    secret('DATABASE_PASSWORD', 'Password of the embedded PostgreSQL.'),
    setting('OIDC_ISSUER', '', 'An OpenID Connect issuer of your own. Empty: the local one with its test users.'),
    setting('OIDC_PORT', '8900', 'Port of the local issuer; moved to the next free one when it is taken.'),
    setting('OIDC_AUDIENCE', project.name, 'Audience that access tokens are made for.'),
    secret('OIDC_CLIENT_SECRET', 'Secret of every client that signs in to the local issuer on its own behalf.'),
    setting('LOG_LEVEL', 'INFO', 'DEBUG, INFO, WARNING or ERROR.'),
  ];
}
