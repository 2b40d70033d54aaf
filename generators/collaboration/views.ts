/** Views of SECURITY.md and of the template of pull requests. */
import type { Project } from '../../src/kit.js';
import { facts } from './owners.js';

interface Security { readonly patch_critical_days?: number; readonly patch_high_days?: number }

/** SECURITY.md: whom to tell, which versions are mended, how soon. */
export function securityView(project: Project): object {
  const security = (project.sections['security'] ?? {}) as unknown as Security;
  const governance = (project.sections['governance'] ?? {}) as { readonly security?: string };
  const given = (project.sections['security_contact'] as string | undefined) ?? governance.security ?? null;
  const contact = given === null ? null : oneLine(given);
  return {
    title: project.title,
    contact: contact ?? oneLine(project.owner),
    isMissing: contact === null,
    address: addressOf(contact),
    version: project.version,
    line: lineOf(project.version),
    criticalDays: String(security.patch_critical_days ?? 7),
    highDays: String(security.patch_high_days ?? 30),
    services: project.services.map(({ name, folder }) => ({ name, folder })),
  };
}

/** What a click on the contact opens; null when it is neither a mail address nor an address of the web. */
function addressOf(contact: string | null): string | null {
  if (contact === null) return null;
  if (/^https:\/\/[A-Za-z0-9./_~%?=&#:-]+$/.test(contact)) return contact;
  return /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/.test(contact) ? `mailto:${contact}` : null;
}

/** Versions that get fixes: `1.x` of 1.4.2; before 1.0 the newest minor version alone. */
function lineOf(version: string): string {
  const [major = '0', minor = '0'] = version.split('.');
  return major === '0' ? `0.${minor}.x` : `${major}.x`;
}

/** .github/PULL_REQUEST_TEMPLATE.md */
export function pullRequestView(project: Project): object {
  const { critical } = facts(project);
  return { critical: critical.map((path) => ({ path })), web: project.sections['web'] !== false };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
