/** Views of the documents. */
import type { Project, Service, Slots, SlotTypes } from '../../src/kit.js';

interface ServiceRow {
  readonly name: string;
  readonly title: string;
  readonly folder: string;
  readonly address: string;
  readonly documentPath: string;
  readonly origin: string;
}

interface Trial {
  readonly service: string;
  readonly url: string;
  /** Whether the request needs a credential. */
  readonly secured: boolean;
}

/** README.md: what it is, how to start it, what it is made of. */
export function readmeView(project: Project, slots: Slots): object {
  return {
    title: project.title,
    about: about(project),
    trial: trial(project),
    services: project.services.map(row),
    sections: slots.readme,
  };
}

/** The project in its own words, character for character: Markdown reads nothing into it. */
function about({ name, title, description, owner, domain, services }: Project): string {
  const own = services.map((service) => `${service.name}: ${[service.title, service.description].filter((words) => words !== null && words !== '').join('. ')}`);
  return [`${title} (${name})`, description, `Owner: ${owner}\nDomain: ${domain}`, own.join('\n')].filter((part) => part !== '').join('\n\n');
}

function row(service: Service): ServiceRow {
  return {
    name: service.name,
    title: service.title,
    folder: service.folder,
    address: `http://127.0.0.1:${service.port}${service.api.basePath}`,
    documentPath: service.api.path,
    origin: service.api.given ? 'given' : 'drafted from the entities in `specwright.yaml`',
  };
}

/** The first thing to try: the first operation that can be called without knowing any id. */
function trial(project: Project): Trial {
  for (const { name, port, api } of project.services) {
    const found = api.operations.find(({ method, path, parameters }) => method === 'get' && !path.includes('{') && !parameters.some(({ required }) => required));
    if (found !== undefined) return { service: name, url: `http://127.0.0.1:${port}${api.basePath}${found.path}`, secured: takesToken(api.json, found.security) };
  }
  const [first] = project.services;
  return { service: first?.name ?? '', url: `http://127.0.0.1:${first?.port ?? 8001}/health/ready`, secured: false };
}

/** Whether the `Authorization: Bearer` header of `make token` opens the operation. */
function takesToken(document: Project['services'][number]['api']['json'], security: Service['api']['operations'][number]['security']): boolean {
  if (security.length === 0 || security.some((alternative) => alternative.length === 0)) return false;
  return JSON.stringify(document['components'] ?? {}).includes('securitySchemes');
}

/** docs/README.md: every document with what it is for. Paths are written relative to docs/. */
export function documentsView(documents: readonly SlotTypes['document'][]): object {
  return {
    documents: documents.map(({ path, title, why }) => ({ title, why, path: path.startsWith('docs/') ? path.slice('docs/'.length) : `../${path}` })),
  };
}
