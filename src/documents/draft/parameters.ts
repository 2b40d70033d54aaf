/** Parameters of drafted operations. */
import type { JsonObject } from '../../json.js';
import type { EntityModel, FieldModel } from '../../spec/model.js';
import { oneBound } from './schemas.js';

/** Query parameters of the list itself; a field of the same name has no filter. */
const PAGING = new Set(['limit', 'cursor', 'sort']);
const SYSTEM_SORT = ['id', 'createdAt', 'updatedAt', 'version'];
/** As many keys as `sort` takes. */
const SORT_KEYS = 8;

/** A value that can be compared for equality in a query: scalars and references. */
export function filterable(field: FieldModel): boolean {
  const { kind } = field.type;
  return (kind === 'scalar' || kind === 'reference' || kind === 'foreign') && !PAGING.has(field.wire);
}

/** A value that has an order: scalars and references that are not personal data. */
export function sortable(field: FieldModel): boolean {
  const { kind } = field.type;
  return (kind === 'scalar' || kind === 'reference' || kind === 'foreign') && field.pii === null;
}

export const ID_PARAMETER: JsonObject = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Which one.',
  schema: { type: 'string', format: 'uuid' },
};

export const IF_MATCH: JsonObject = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that was read last. Without it the answer is 428, with another one 412.',
  schema: { type: 'string' },
  example: '"1"',
};

export const IF_NONE_MATCH: JsonObject = {
  name: 'If-None-Match',
  in: 'header',
  description: 'An ETag that is at hand already; when it still holds the answer is 304.',
  schema: { type: 'string' },
};

function sortParameter(entity: EntityModel): JsonObject {
  const keys = [...SYSTEM_SORT, ...entity.fields.filter(sortable).map((field) => field.wire)].join('|');
  return {
    name: 'sort',
    in: 'query',
    description: 'Properties to sort by, separated by commas; `-` before one turns it around. Ties, and no `sort` at all: by `id`.',
    schema: { type: 'string', pattern: `^-?(${keys})(,-?(${keys})){0,${SORT_KEYS - 1}}$` },
    example: '-createdAt',
  };
}

/** Parameters of a list: paging, sorting, and an equality filter per scalar field and reference. */
export function listParameters(entity: EntityModel): readonly JsonObject[] {
  const filters = entity.fields.filter(filterable).map((field) => ({
    name: field.wire,
    in: 'query',
    description: `Only those whose \`${field.wire}\` equals this.`,
    schema: oneBound(field.schema),
  }));
  return [
    { name: 'limit', in: 'query', description: 'How many at most.', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
    {
      name: 'cursor',
      in: 'query',
      description: 'The `nextCursor` of the page before, with the same `sort` and filters; another one names no page: 404.',
      schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{44,5000}$' },
    },
    sortParameter(entity),
    ...filters,
  ];
}

/** Filters of a list as the runtime needs them: query parameter to property. */
export function listFilters(entity: EntityModel): Readonly<Record<string, string>> {
  return Object.fromEntries(entity.fields.filter(filterable).map((field) => [field.wire, field.wire]));
}
