/**
 * What a path in a plan may look like. Device names of Windows (`con`, `nul`) are legal names of services and entities;
 * the repository runs on Linux, macOS and WSL2, where they are names like any other.
 */

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[<>:"\\|?*\u0000-\u001f\u007f]/;
const ENGINE = '.specwright';

/** Compares by code unit: the same on every machine and in every locale. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Why a path cannot be planned, or null when it can. */
export function pathDefect(path: string): string | null {
  if (path === '') return 'the path is empty';
  if (path.startsWith('/')) return 'the path is absolute';
  if (FORBIDDEN.test(path)) return 'the path has a character that not every system allows';
  if (!path.isWellFormed()) return 'the path has a lone surrogate';
  for (const part of path.split('/')) {
    const defect = partDefect(part);
    if (defect !== null) return defect;
  }
  const top = path.split('/')[0]?.toLowerCase();
  if (top === '.git') return 'the path is inside .git';
  if (top === ENGINE && path !== `${ENGINE}/schema.json`) return `the path is inside ${ENGINE}, which the engine writes alone`;
  return null;
}

/** Whether a path that was read from a file of the repository leads out of it, or into git's own folder. */
export function leadsOutside(path: string): boolean {
  const parts = path.split(/[\\/]/);
  return parts.some((part) => part === '' || part === '.' || part === '..') || /^[a-z]:/i.test(path) || parts[0]?.toLowerCase() === '.git';
}

function partDefect(part: string): string | null {
  if (part === '') return 'the path has an empty part';
  if (part === '.' || part === '..') return `the path has the part "${part}"`;
  if (part.endsWith('.') || part.endsWith(' ')) return 'a part of the path ends with a dot or a space';
  if (Buffer.byteLength(part) > 255) return 'a part of the path is longer than 255 bytes';
  return null;
}
