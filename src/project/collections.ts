/** Collections that a given document's plain resources are kept in: one table each, named here for everyone. */
import type { ApiOperation } from '../documents/model.js';
import { digest, words } from '../spec/names.js';

export interface CollectionModel {
  /** Path template without parameter names: `/authors/{}/books`. */
  readonly path: string;
  /** Table, at most 40 bytes, none of the entities'. */
  readonly table: string;
  /** Operations that work on it, in document order. */
  readonly operations: readonly ApiOperation[];
}

/** A path template whatever its parameters are called. */
export function collectionPath(template: string): string {
  return template.replaceAll(/\{[^{}]*\}/gu, '{}');
}

function tableOf(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '{}' && !/^(api|v\d+)$/iu.test(segment));
  const ascii = segments.join('_').normalize('NFKD').replaceAll(/[^A-Za-z0-9]+/gu, '_');
  const name = words(ascii).join('_').replaceAll(/_+/gu, '_').replace(/^_|_$/gu, '').toLowerCase() || 'documents';
  const legal = /^[a-z]/u.test(name) ? name : `documents_${name}`;
  return legal.length <= 40 ? legal : `${legal.slice(0, 31)}_${digest(path)}`;
}

/** The collections of one service; `taken` are the tables of its entities. */
export function collectionsOf(operations: readonly ApiOperation[], taken: readonly string[]): readonly CollectionModel[] {
  const byPath = new Map<string, ApiOperation[]>();
  for (const operation of operations) {
    if (operation.resource === null || operation.resource.entity !== null) continue;
    const path = collectionPath(operation.resource.collection);
    byPath.set(path, [...(byPath.get(path) ?? []), operation]);
  }
  const used = new Set(taken);
  return [...byPath].map(([path, found]) => {
    const wanted = tableOf(path);
    let table = wanted;
    for (let number = 2; used.has(table); number += 1) table = `${wanted}_${number}`;
    used.add(table);
    return { path, table, operations: found };
  });
}
