/** `specwright blueprints`: what can be made. */
import type { Blueprint } from '../blueprint.js';
import { findBlueprint } from '../blueprint.js';
import { InputError, problem } from '../problems.js';
import type { Host } from './host.js';
import { done } from './outcome.js';
import type { Outcome } from './outcome.js';

/** Lists the blueprints, or shows one. @throws InputError for an unknown action or name. */
export async function runBlueprints(options: { readonly action: string; readonly name: string | null }, host: Host): Promise<Outcome> {
  const { blueprints } = await host.tool();
  if (options.action === 'list') {
    return done({ result: blueprints.map(line).join(''), extra: { blueprints: blueprints.map(summary) } });
  }
  if (options.action !== 'show') {
    const help = 'Here are: list, show NAME.';
    throw new InputError([problem('cli/unknown-action', `There is no \`blueprints ${options.action}\` in this version`, null, help)]);
  }
  const [name = '', version = null] = (options.name ?? '').split('@');
  const found = findBlueprint(blueprints, { name, version }, null);
  return done({ result: page(found), extra: { blueprint: { ...summary(found), example: found.example } } });
}

function line(b: Blueprint): string {
  return `${b.name.padEnd(14)} ${b.version.padEnd(8)} ${b.description}${b.deprecated ? ' (deprecated)' : ''}\n`;
}

function summary(b: Blueprint): object {
  const { name, version, released, title, description, constitution, compatibility, deprecated } = b;
  return { name, version, released, title, description, constitution, compatibility, deprecated };
}

function page(b: Blueprint): string {
  return `${b.title} (${b.name} ${b.version}, released ${b.released}, constitution ${b.constitution})
${b.description}
Needs specwright ${b.compatibility.specwright}.${b.deprecated ? ' Deprecated.' : ''}

A spec to start from:

${b.example.replace(/^/gm, '  ').trimEnd()}
`;
}
