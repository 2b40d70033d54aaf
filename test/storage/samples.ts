import { nextRevision, type Revision } from '../../generators/storage/migrations.js';
import type { RevisionFile } from '../../generators/storage/revisions.js';
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

/** A file among the migrations, as Alembic's template writes it. `down` is Python. */
export function migration(fileName: string, id: string, down: string): RevisionFile {
  return { fileName, text: `"""Words.\n\nRevision ID: ${id}\n"""\n\nfrom alembic import op\n\nrevision = "${id}"\ndown_revision = ${down}\n\n\ndef upgrade() -> None:\n    pass\n` };
}

/** The first revision. */
export const FIRST = migration('0001_aaaaaaaaaaaa_create_tables.py', '0001_aaaaaaaaaaaa', 'None');

/** A planned revision as the file it becomes. */
export function written({ fileName, view }: Revision): RevisionFile {
  return { fileName, text: `revision = ${view.revisionCode}\ndown_revision = ${view.downRevisionCode}\n` };
}

/** The revision between two specs, after `existing` ones. */
export async function revisionBetween(before: string, now: string, existing: readonly RevisionFile[] = [FIRST]): Promise<Revision | null> {
  const { revision, undecided, unclear } = nextRevision(await storageOf(now), await storageOf(before), existing, '2026-01-31');
  if (undecided.length > 0) throw new Error(`undecided: ${undecided.map((u) => `${u.entity}.${u.field}`).join(', ')}`);
  if (unclear !== null) throw new Error(`${unclear.fileName}:${unclear.at.line}:${unclear.at.column} ${unclear.message}`);
  return revision;
}

/** The statements of the upgrade between two specs. */
export async function upgrade(before: string, now: string): Promise<readonly string[]> {
  return (await revisionBetween(before, now))?.view.upgradeCodes ?? [];
}
