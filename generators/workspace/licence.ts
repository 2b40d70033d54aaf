/** LICENSE: proprietary unless the spec says otherwise; what is generated belongs to its user. */
import { template, type PlannedFile, type Project } from '../../src/kit.js';

const PROPRIETARY = new Set(['proprietary', 'unlicensed']);

/** The licence file for the spec's `licence`. */
export function licence(project: Project): PlannedFile {
  const named = project.licence.toLowerCase();
  const common = { year: project.created.slice(0, 4), holder: oneLine(project.owner) };
  const options = { ownership: 'merged' } as const;
  if (PROPRIETARY.has(named)) return template('LICENSE', 'LICENSE.proprietary.hbs', common, options);
  if (named === 'mit') return template('LICENSE', 'LICENSE.mit.hbs', common, options);
  return template('LICENSE', 'LICENSE.spdx.hbs', { ...common, identifier: project.licence }, options);
}

function oneLine(value: string): string {
  return value.replace(/\s+/gu, ' ').trim();
}
