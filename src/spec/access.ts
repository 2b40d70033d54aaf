/** Access: the default of the contract, replaced verb by verb, entity before service. */
import type { WrittenAccess } from './language.js';
import type { Access, Verb } from './model.js';

export const VERBS: readonly Verb[] = ['read', 'create', 'update', 'delete', 'export', 'erase'];
export const STANDARD_ROLES = ['viewer', 'editor', 'admin'] as const;

export const DEFAULT_ACCESS: Access = {
  read: ['viewer', 'editor', 'admin'],
  create: ['editor', 'admin'],
  update: ['editor', 'admin'],
  delete: ['admin'],
  export: ['admin'],
  erase: ['admin'],
};

/** The inherited access with the verbs that are written replaced. */
export function mergeAccess(inherited: Access, written: WrittenAccess | undefined): Access {
  const merged: Record<Verb, readonly string[]> = { ...inherited };
  for (const verb of VERBS) merged[verb] = written?.[verb] ?? inherited[verb];
  return merged;
}
