/** docs/onboarding.md: from a new machine to the first merged change, with the facts of this repository. */
import type { Project, Slots } from '../../src/kit.js';

export function onboardingView(project: Project, slots: Slots): object {
  const { services, roles } = project;
  const drafted = services.find(({ api, entities }) => !api.given && entities.some(({ fields }) => !fields.some(({ name }) => name.toLowerCase() === 'remark')));
  const entity = drafted?.entities.find(({ fields }) => !fields.some(({ name }) => name.toLowerCase() === 'remark'));
  const example = drafted ?? services[0];
  return {
    title: project.title,
    owner: project.owner,
    addresses: [
      ...slots.process.map(({ name, port }) => ({ name, address: `<http://127.0.0.1:${port ?? '3000'}>` })),
      ...services.map(({ name, port, api }) => ({ name, address: `\`http://127.0.0.1:${port}${api.basePath}\`` })),
    ],
    role: roles[0] ?? 'viewer',
    roles: roles.join(', '),
    services: services.map(({ name }, index) => ({ name, separator: index === 0 ? '' : ', ' })),
    example: { service: example?.name ?? '', entity: entity?.name ?? null, document: example?.api.path ?? '' },
    look: look(example?.name ?? '', entity?.name ?? null, slots),
    approvals: approvals(project, entity === undefined ? example?.api.path ?? '' : 'specwright.yaml'),
  };
}

/** Where the first change shows: a field on a page of the web app, words in the document. */
function look(service: string, entity: string | null, slots: Slots): string {
  const web = slots.process.find(({ folder }) => folder === 'web');
  if (entity === null || web === undefined) return `Look at it in another terminal: \`make openapi SERVICE=${service}\``;
  return `Look at it: <http://127.0.0.1:${web.port ?? '3000'}> has a page of \`${entity}\`, with the field in its form.`;
}

/** What the tutorial's own change needs. The paths of the specification are critical, unless it lists others. */
function approvals(project: Project, path: string): string {
  const { critical_paths: given } = (project.sections['delivery'] ?? {}) as { readonly critical_paths?: readonly string[] };
  const list = '[critical path](../.github/critical-paths.txt)';
  if (given === undefined && /^(specwright\.yaml$|specs\/)/.test(path)) return `It needs two approvals: \`${path}\` is a ${list}.`;
  return `It needs one approval, two when it touches a ${list}.`;
}
