/** `specwright schema`: the JSON Schema of the spec, or of what data templates see. */
import type { Host } from './host.js';
import { done } from './outcome.js';
import type { Outcome } from './outcome.js';

/** Prints a schema; under --json it is the key `schema`. */
export async function runSchema({ model }: { readonly model: boolean }, host: Host): Promise<Outcome> {
  const tool = await host.tool();
  const text = model ? tool.modelSchema : tool.schema;
  return done({ result: text, extra: { schema: JSON.parse(text) as unknown } });
}
