/** The one digest Specwright uses. */
import { hash } from 'node:crypto';

/** sha256 of bytes or UTF-8 text, in hex. */
export function digest(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex');
}
