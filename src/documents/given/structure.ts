/** The second opinion on a document's structure: swagger-parser. */
import type { JsonObject } from '../../json.js';
import { pointerOf } from '../pointer.js';

export interface StructureFinding {
  readonly message: string;
  /** JSON pointer into the bundled document, `#` when unknown. */
  readonly pointer: string;
}

interface SchemaDetail {
  readonly message?: string;
  readonly instancePath?: string;
}

/**
 * Validates a clone of the bundled document, because the parser dereferences its argument in place. Its findings are
 * advice: it is known to refuse sound documents, and redocly has already refused what would make a wrong service.
 */
export async function checkStructure(bundled: JsonObject): Promise<readonly StructureFinding[]> {
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const clone = structuredClone(bundled) as Record<string, unknown>;
  const info = clone['info'];
  if (info !== null && typeof info === 'object') delete (info as Record<string, unknown>)['description'];
  try {
    await SwaggerParser.validate(clone as never, { resolve: { external: false }, dereference: { circular: 'ignore' } });
    return [];
  } catch (error) {
    return [finding(error)];
  }
}

function finding(error: unknown): StructureFinding {
  const details = (error as { details?: readonly SchemaDetail[] }).details;
  const deepest = [...(details ?? [])].sort((a, b) => (b.instancePath?.length ?? 0) - (a.instancePath?.length ?? 0))[0];
  const first = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (deepest === undefined) return { message: `swagger-parser: ${first}`, pointer: pointerOf([]) };
  return { message: `swagger-parser: this ${deepest.message ?? 'is not as OpenAPI says'}`, pointer: `#${deepest.instancePath ?? ''}` };
}
