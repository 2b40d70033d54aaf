/** Responses of drafted operations: each error is a problem document with an example. */
import type { JsonObject } from '../../json.js';
import { schemaRef } from './names.js';

interface ErrorKind {
  /** The end of the problem's `type`. */
  readonly code: string;
  readonly title: string;
  readonly description: string;
}

const ERRORS: Readonly<Record<string, ErrorKind>> = {
  '401': { code: 'unauthenticated', title: 'Unauthorized', description: 'There is no bearer token, or it is not valid.' },
  '403': { code: 'forbidden', title: 'Forbidden', description: 'The token has none of the roles that may do this.' },
  '404': { code: 'not-found', title: 'Not Found', description: 'There is no such thing.' },
  '409': { code: 'conflict', title: 'Conflict', description: 'It would break a unique key or a reference, or does not fit what is stored.' },
  '412': { code: 'precondition-failed', title: 'Precondition Failed', description: 'It changed since it was read: `If-Match` does not hold.' },
  '413': { code: 'body-too-large', title: 'Content Too Large', description: 'The body is larger than the service takes.' },
  '415': { code: 'unsupported-media-type', title: 'Unsupported Media Type', description: 'The body has another media type than the ones listed.' },
  '422': { code: 'invalid-request', title: 'Unprocessable Content', description: 'The request does not hold to this document.' },
  '428': { code: 'precondition-required', title: 'Precondition Required', description: '`If-Match` is missing.' },
  '500': { code: 'internal-error', title: 'Internal Server Error', description: 'The service failed; the correlation id names it in the logs.' },
};

/** Headers of an answer that carries one entity. */
export const ETAG_HEADER: JsonObject = {
  ETag: { description: 'The version in double quotes, for `If-Match` and `If-None-Match`.', schema: { type: 'string' }, example: '"1"' },
};
export const LOCATION_HEADER: JsonObject = {
  Location: { description: 'Where the new one is.', schema: { type: 'string', format: 'uri-reference' } },
};

function errorResponse(status: string, problem: string): JsonObject {
  const kind = ERRORS[status] ?? { code: 'error', title: 'Error', description: 'Something is wrong.' };
  const example = {
    type: `urn:problem:${kind.code}`,
    title: kind.title,
    status: Number(status),
    detail: kind.description,
    instance: '/api/v1/example',
    correlationId: '01890a5d-ac96-774b-bcce-b302099a8057',
  };
  return {
    description: kind.description,
    content: { 'application/problem+json': { schema: schemaRef(problem), example } },
  };
}

/** The shared error responses, `components.responses`, by status: `Error404`. Only those in use. */
export function errorComponents(statuses: ReadonlySet<string>, problem: string): JsonObject {
  return Object.fromEntries([...statuses].sort().map((status) => [`Error${status}`, errorResponse(status, problem)]));
}

/** Response entries that point at the shared errors. */
export function errors(statuses: readonly string[]): JsonObject {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Error${status}` }]));
}
