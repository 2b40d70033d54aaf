/** What redocly finds wrong with a given document, sorted into what would make a wrong service and what would not. */
import type { BaseResolver, Document, NormalizedProblem } from '@redocly/openapi-core';
import { problem, type Problem, type Severity } from '../../problems.js';
import { positionOf, type Redocly } from './source.js';

/** Rules that are run. `error` here means: the service would not do what the document says. */
const RULES = {
  struct: 'error',
  'no-unresolved-refs': 'error',
  'no-identical-paths': 'error',
  'operation-operationId-unique': 'error',
  'operation-parameters-unique': 'error',
  'path-declaration-must-exist': 'error',
  'path-not-include-query': 'error',
  'path-parameters-defined': 'error',
  'no-undefined-server-variable': 'warn',
  'no-example-value-and-externalValue': 'warn',
  'no-server-variables-empty-enum': 'warn',
  'spec-components-invalid-map-name': 'warn',
} as const;

const STRUCT_HARMLESS = [/ is not expected here/u, /^The field `description` must be present/u];
/** A path parameter that is described but not part of the path changes nothing on the wire. */
const UNUSED_PARAMETER = /^Path parameter `[^`]*` is not used in the path/u;

function severityOf(found: NormalizedProblem): Severity {
  if (found.severity !== 'error') return 'warning';
  if (found.ruleId === 'struct' && STRUCT_HARMLESS.some((pattern) => pattern.test(found.message))) return 'warning';
  return UNUSED_PARAMETER.test(found.message) ? 'warning' : 'error';
}

/** Redocly does not always say which reference leads nowhere; its line does. */
function messageOf(library: Redocly, found: NormalizedProblem): string {
  const [location] = found.location;
  if (found.message !== "Can't resolve $ref" || location === undefined) return found.message;
  const { start } = library.getLineColLocation(location);
  const line = (location.source.getLines()[start.line - 1] ?? '').slice(Math.max(start.col - 1, 0));
  const [reference] = /[^"'\s{}]*#[^"'\s{},]*/u.exec(line) ?? [];
  return reference === undefined ? found.message : `Can't resolve $ref: there is nothing at ${reference}`;
}

function asProblem(library: Redocly, found: NormalizedProblem): Problem {
  const at = positionOf(library, found.location[0]);
  const help = found.suggest.length > 0 ? `did you mean ${found.suggest.slice(0, 3).join(', ')}?` : null;
  return problem(`openapi/${found.ruleId}`, messageOf(library, found), at, help, severityOf(found));
}

/** Checks a document and everything it refers to. Every problem has its place in the user's own file. */
export async function checkMeaning(library: Redocly, document: Document, resolver: BaseResolver): Promise<readonly Problem[]> {
  const config = await library.createConfig({ rules: RULES });
  const found = await library.lintDocument({ document, config, externalRefResolver: resolver });
  const seen = new Set<string>();
  return found
    .map((one) => asProblem(library, one))
    .filter(({ file, line, column, message }) => {
      const key = JSON.stringify([file, line, column, message]);
      return !seen.has(key) && seen.add(key);
    });
}
