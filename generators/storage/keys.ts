/**
 * How columns take part in an index. A PostgreSQL b-tree refuses entries over 2,704 bytes, which would turn a legal
 * request into an error 500; so what can be longer is indexed by digest, or in a hash index.
 */
import type { FieldModel } from '../../src/kit.js';
import type { Index, KeyForm } from './model.js';

const BUDGET = 2_600;
const DIGEST_BYTES = 36;

/** The forms and the method of an index over these fields. */
export function keyForms(fields: readonly FieldModel[], unique: boolean): Pick<Index, 'keys' | 'method'> {
  const first = fields[0];
  if (!unique && fields.length === 1 && first !== undefined && bytes(first) > BUDGET && first.type.kind === 'scalar') {
    return { keys: [{ column: first.column, form: 'plain' }], method: 'hash' };
  }
  const digested = new Set<FieldModel>();
  const size = (): number => fields.reduce((sum, f) => sum + (digested.has(f) ? DIGEST_BYTES : bytes(f)), 0);
  for (const field of fields.toSorted((a, b) => bytes(b) - bytes(a))) {
    if (size() <= BUDGET && field.type.kind !== 'json') continue;
    if (bytes(field) > DIGEST_BYTES) digested.add(field);
  }
  return { keys: fields.map((f) => ({ column: f.column, form: form(f, unique, digested.has(f)) })), method: 'btree' };
}

function form(field: FieldModel, unique: boolean, digest: boolean): KeyForm {
  const lower = unique && field.type.kind === 'scalar' && field.type.type === 'email';
  if (lower) return digest ? 'lower-digest' : 'lower';
  return digest ? 'digest' : 'plain';
}

/** The most bytes that a value of the field can take in an index entry; addresses are ASCII. */
function bytes(field: FieldModel): number {
  if (field.type.kind === 'json') return Number.MAX_SAFE_INTEGER / 64;
  if (field.type.kind !== 'scalar') return 16;
  switch (field.type.type) {
    case 'decimal': return 16 + (field.precision ?? 19);
    case 'enum': return enumBytes(field.schema['enum']);
    case 'email': case 'url': return maxLength(field.schema['maxLength']);
    case 'string': case 'text': return 4 * maxLength(field.schema['maxLength']);
    default: return 16;
  }
}

function maxLength(value: unknown): number {
  return typeof value === 'number' ? Math.min(value, 1_000_000_000) : 1_000_000_000;
}

function enumBytes(values: unknown): number {
  const sizes = Array.isArray(values) ? values.map((v) => Buffer.byteLength(String(v))) : [];
  return Math.max(16, ...sizes);
}
