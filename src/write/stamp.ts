/** The stamp: which build wrote which lock, on this machine, with nothing left open. */
import { digest } from '../render/digest.js';

/** What the stamp says when a build wrote a lock and the run left nothing open. */
export function stampText(build: string, lockText: string): string {
  return `${digest(`${build}\n${lockText}`)}\n`;
}
