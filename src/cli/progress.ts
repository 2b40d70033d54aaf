/** A word on a terminal for anything that takes over a second. */
import type { Host } from './host.js';

/** Shows `what` after a second, on standard error, on a terminal only. Call the answer when it is over. */
export function startProgress(what: string, host: Host, quiet: boolean): () => void {
  if (quiet || !host.progress) return () => undefined;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    host.err(`${what} …`);
  }, 1000);
  timer.unref();
  return () => {
    clearTimeout(timer);
    if (shown) host.err('\r\u001b[K');
  };
}
