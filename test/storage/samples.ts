import { nextRevision, type Revision } from '../../generators/storage/migrations.js';
import { buildStorage } from '../../generators/storage/build.js';
import type { StorageModel } from '../../generators/storage/model.js';
import { projectOf } from '../support/tree.js';

/** A spec with one service; `entities` is YAML, indented as it stands. */
export function spec(entities: string): string {
  return `specwright: 1
name: shop
domain: retail
owner: team-shop
created: "2026-01-31"
blueprint: api-gateway
services:
  catalog:
    entities:
${entities.split('\n').map((line) => `      ${line}`).join('\n')}
`;
}

/** The storage of the service of such a spec. */
export async function storageOf(entities: string): Promise<StorageModel> {
  const [service] = (await projectOf(spec(entities))).services;
  if (service === undefined) throw new Error('the spec has no service');
  return buildStorage(service);
}

/** The first revision, as a file name. */
export const FIRST = '0001_aaaaaaaaaaaa_create_tables.py';

/** The revision between two specs, after `existing` ones. */
export async function revisionBetween(before: string, now: string, existing: readonly string[] = [FIRST]): Promise<Revision | null> {
  const { revision, undecided } = nextRevision(await storageOf(now), await storageOf(before), existing, '2026-01-31');
  if (undecided.length > 0) throw new Error(`undecided: ${undecided.map((u) => `${u.entity}.${u.field}`).join(', ')}`);
  return revision;
}

/** The statements of the upgrade between two specs. */
export async function upgrade(before: string, now: string): Promise<readonly string[]> {
  return (await revisionBetween(before, now))?.view.upgradeCodes ?? [];
}
