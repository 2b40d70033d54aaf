/** What a service of its own is made of, as the C4 model shows it. */
import { contribute, type ApiOperation, type Contribution, type Service } from '../../src/kit.js';
import { grouped } from './operations.js';

export function components(service: Service): readonly Contribution[] {
  const source = `${service.folder}/src/${service.package}`;
  const groups = grouped(service.api.operations);
  const part = (id: string, name: string, path: string, does: string, uses: readonly string[], order: number): Contribution => (
    contribute('component', `${service.name}--${id}`, { container: service.name, id, name, technology: 'Python', path: `${source}/${path}`, does, uses, entry: id === 'app' }, order)
  );
  return [
    part('app', 'Application', 'main.py', 'Bounds what callers may take, gives each request its id, routes it, answers errors as problem details.', groups.map(([module]) => `group-${module}`), 400),
    ...groups.map(([module, operations]) => (
      part(`group-${module}`, operations[0]?.group ?? module, `${module}/`, `${operations.length === 1 ? 'One operation' : `${operations.length} operations`}: ${operations.slice(0, 6).map(({ id }) => id).join(', ')}${operations.length > 6 ? ', …' : ''}.`, uses(operations), 500)
    )),
    ...(service.collections.length === 0 ? [] : [part('stores', 'Collections', 'stores.py', 'What the document stores, as rows with jsonb.', ['@database', 'audit'], 700)]),
  ];
}

function uses(operations: readonly ApiOperation[]): readonly string[] {
  const entities = operations.some(({ resource }) => resource !== null && resource.entity !== null);
  const collections = operations.some(({ resource }) => resource !== null && resource.entity === null);
  return ['security', 'contract', ...(entities ? ['tables'] : []), ...(collections ? ['stores'] : [])];
}
