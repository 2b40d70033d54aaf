/** The one digest Specwright uses. */
import { createHash } from 'node:crypto';

/** sha256 of bytes or UTF-8 text, in hex. */
export function digest(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
