/** Texts as values of Kubernetes labels. */
import { createHash } from 'node:crypto';

const MOST = 63;

/** The text itself where it is a legal value; otherwise what is legal in it, with a digest so that two texts stay two. */
export function labelValue(text: string): string {
  if (/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const words = text.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+/, '').slice(0, MOST - digest.length - 1).replace(/-+$/, '');
  return words === '' ? digest : `${words}-${digest}`;
}
