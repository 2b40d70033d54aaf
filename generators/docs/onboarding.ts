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
  };
}
