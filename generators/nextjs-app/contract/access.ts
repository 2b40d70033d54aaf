/** Who may call an operation: the roles that its security requirements name. */
import type { ApiOperation } from '../../../src/kit.js';

/** One alternative a line, each the roles it wants at once; empty when signing in is enough. */
export function accessOf({ security }: ApiOperation): readonly (readonly string[])[] {
  const alternatives = security.map((schemes) => [...new Set(schemes.flatMap(({ scopes }) => scopes))]);
  if (alternatives.some((roles) => roles.length === 0)) return [];
  return alternatives;
}
