/** Arbitrary legal names, many of them words that some language keeps for itself. */
import fc from 'fast-check';
import { pluralOf, words } from '../../src/spec/names.js';

const FIELD_WORDS = [
  'class', 'from', 'import', 'metadata', 'registry', 'json', 'copy', 'str', 'int', 'self', 'cls', 'model_config', 'model_fields', 'a_b', 'aB', 'def', 'lambda',
  'none', 'true', 'yield', 'async', 'await', 'type', 'match', 'case', 'print', 'list', 'dict', 'set', 'object', 'datetime', 'date', 'uuid', 'schema', 'validate',
  'select', 'table', 'order', 'group', 'user', 'where', 'limit', 'cursor', 'sort', 'offset', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'this', 'new',
  'function', 'delete', 'default', 'switch', 'package', 'interface', 'namespace', 'xmin', 'ctid', 'created_at', 'updated_at', 'request', 'body', 'query', 'path',
  'name', 'title', 'price', 'unitPrice', 'hTTPServer', 'x', 'x_', 'x__y', 'on', 'off', 'yes', 'no', 'null', 'y', 'n', 'field', 'fields', 'items', 'nextCursor',
  'operation_id', 'status', 'state', 'data', 'value', 'key', 'index', 'count', 'sessionId', 'session', 'call', 'handlers', 'entities', 'Answer'.toLowerCase(),
];
const ENTITY_WORDS = [
  'None', 'True', 'False', 'Exception', 'UUID', 'Any', 'Product', 'ProductCreate', 'ProductPage', 'ProductPatch', 'Problem', 'JsonValue', 'Category', 'Order', 'User', 'Group',
  'Table', 'Select', 'Class', 'Import', 'Base', 'BaseModel', 'SQLModel', 'Field', 'Request', 'Response', 'Session', 'Depends', 'Decimal', 'Datetime', 'Date', 'String',
  'HTTPServer2Log', 'X509Certificate', 'A', 'Z9', 'Person', 'Series', 'Data', 'News', 'Sheep', 'Status', 'Box', 'Mouse', 'Analysis', 'Object', 'Promise', 'Array', 'Map',
  'Settings', 'Service', 'Operations', 'Handlers', 'Reply', 'Answer', 'Router', 'Model', 'Mapping', 'List', 'Type', 'Callable', 'Ellipsis', 'NotImplemented', 'Warning',
];
const SERVICE_WORDS = [
  'catalog', 'import', 'test', 'class', 'x', 'json', 'typing', 'servicekit', 'fastapi', 'app', 'main', 'a-b', 'none', 'postgres', 'async', 'src', 'tests', 'shop', 'api', 'select',
];

const letters = 'abcdefghijklmnopqrstuvwxyz';
const tail = (alphabet: string, max: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: max });

const fieldName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FIELD_WORDS) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...letters), tail(`${letters}ABCXYZ019_`, 12)).map(([first, rest]) => first + rest) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...letters), tail(`${letters}ABC9_`, 49)).map(([first, rest]) => (first + rest.padEnd(49, 'B')).slice(0, 50)) },
);
const entityName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ENTITY_WORDS) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...letters.toUpperCase()), tail(`${letters}ABCXYZ019`, 12)).map(([first, rest]) => first + rest) },
);
const serviceName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SERVICE_WORDS) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...letters), tail(`${letters}019-`, 10), fc.constantFrom(...letters)).map((parts) => parts.join('')) },
);

const RESERVED = new Set(['id', 'createdat', 'updatedat', 'version']);

/** Distinct field names, none of which is another one's id on the wire. */
export function fieldNames(min: number, max: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fieldName, { minLength: min, maxLength: max, selector: (name) => name.toLowerCase() }).map((names) => {
    const all = new Set(names.map((name) => name.toLowerCase()));
    return names.filter((name) => !RESERVED.has(name.toLowerCase()) && !RESERVED.has(`${name.toLowerCase()}id`) && !all.has(name.toLowerCase().replace(/id$/, '')));
  });
}

/** Distinct entity names with distinct plurals. */
export function entityNames(min: number, max: number): fc.Arbitrary<string[]> {
  return fc
    .uniqueArray(entityName, { minLength: min, maxLength: max, selector: (name) => pluralOf(name, null).snake })
    .map((names) => [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]);
}

/** Distinct service names. */
export function serviceNames(min: number, max: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(serviceName, { minLength: min, maxLength: max, selector: (name) => words(name).join('') });
}

export const roleNames: fc.Arbitrary<string[]> = fc.uniqueArray(fc.constantFrom('viewer', 'editor', 'admin', 'auditor', 'import', 'class', 'support_l2', 'x'), { minLength: 1, maxLength: 3 });
