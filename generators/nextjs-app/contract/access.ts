/** Who may call an operation: the roles and scopes that its security requirements name. */
import type { ApiDocument, ApiOperation } from '../../../src/kit.js';
import { schemesOf } from '../services.js';

/** One alternative a line, each what it wants at once: roles, and scopes as `scope:read`. Empty when signing in is enough. */
export function accessOf(api: ApiDocument, { security }: ApiOperation): readonly (readonly string[])[] {
  const types = new Map(schemesOf(api.json).map(([name, { type, scheme }]) => [name, type === 'http' ? String(scheme).toLowerCase() : String(type)]));
  const alternatives = security.map((schemes) => [...new Set(schemes.flatMap(({ scheme, scopes }) => wanted(types.get(scheme), scopes)))]);
  if (alternatives.some((grants) => grants.length === 0)) return [];
  return alternatives;
}

/** What a person needs for one scheme; keys, passwords and certificates are the app's own, and open everything. */
function wanted(type: string | undefined, scopes: readonly string[]): readonly string[] {
  if (type === 'oauth2' || type === 'openIdConnect') return scopes.map((scope) => `scope:${scope}`);
  return type === 'bearer' ? scopes : [];
}
