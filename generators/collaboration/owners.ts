/**
 * .github/CODEOWNERS. The hosting site knows handles (`@team`, `@org/team`) and mail addresses; what else the spec calls
 * an owner becomes a team of the repository's organisation where both can be, and a comment elsewhere: a line with a
 * team that there is not is an error, and nobody is asked.
 */
import type { Project } from '../../src/kit.js';

const HANDLE = /^(@[A-Za-z0-9][A-Za-z0-9-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)?|[^\s@#]+@[^\s@#]+\.[^\s@#]+)$/;

/** How the hosting site writes the name of a team. */
const TEAM = /^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/;

interface Line {
  /** `* @org/team`; starts with `# ` when no owner of it has a handle. */
  readonly text: string;
}

/** The last line that matches a file counts, so the narrower ones come last. */
export function ownersView(project: Project): object {
  const { codeowners, critical } = facts(project);
  const organisation = /^(?:https?:\/\/|ssh:\/\/git@|git@)github\.com[/:]([A-Za-z0-9-]+)\//.exec(project.repository ?? '')?.[1] ?? null;
  const handle = (owner: string): string | null => (HANDLE.test(owner) ? owner : teamOf(owner, organisation));
  const governance = (project.sections['governance'] ?? {}) as { readonly security?: string };
  const domains = (project.sections['domains'] ?? {}) as unknown as Readonly<Record<string, { readonly owner?: string } | undefined>>;
  const guards = [project.owner, ...(governance.security === undefined ? [] : [governance.security])];
  const services = (project.sections['services'] ?? {}) as unknown as Readonly<Record<string, { readonly domain?: string } | undefined>>;
  const ofDomains = project.services.flatMap(({ name, folder }) => {
    const owner = domains[services[name]?.domain ?? '']?.owner;
    return owner === undefined ? [] : [lineOf(`/${folder}/`, [owner], handle)];
  });
  const everything = lineOf('*', [project.owner], handle);
  return {
    owner: oneLine(project.owner),
    unknown: everything.text.startsWith('#'),
    lines: [everything, ...ofDomains, ...Object.entries(codeowners).map(([pattern, owners]) => lineOf(pattern, owners, handle))],
    critical: critical.map((pattern) => lineOf(pattern, guards, handle)),
  };
}

/** Paths whose changes two people approve. */
export function facts(project: Project): { readonly codeowners: Readonly<Record<string, readonly string[]>>; readonly critical: readonly string[] } {
  const delivery = (project.sections['delivery'] ?? {}) as { readonly codeowners?: Record<string, string[]>; readonly critical_paths?: string[] };
  return { codeowners: delivery.codeowners ?? {}, critical: delivery.critical_paths ?? [] };
}

function teamOf(owner: string, organisation: string | null): string | null {
  return organisation === null || !TEAM.test(owner) ? null : `@${organisation}/${owner}`;
}

function lineOf(pattern: string, owners: readonly string[], handle: (owner: string) => string | null): Line {
  const known = owners.map((owner) => handle(oneLine(owner)));
  const handles = known.filter((one) => one !== null);
  const written = patternOf(pattern);
  return handles.length > 0 ? { text: `${written} ${handles.join(' ')}` } : { text: `# ${written} ${owners.map(oneLine).join(', ')}` };
}

/** A pattern as gitignore writes it: a space or a leading `#` is escaped; there is no `!` and no `[…]` here. */
function patternOf(pattern: string): string {
  return oneLine(pattern).replace(/[\\ [\]]/g, '\\$&').replace(/^[#!]/, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
