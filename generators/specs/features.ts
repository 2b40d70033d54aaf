/**
 * Gherkin scenarios of an entity, written in one small vocabulary that the step definitions of the service's tests
 * know. Every placeholder is a kebab-case plural, a list of role names or a status, so no free text reaches Gherkin.
 *
 *   Given a client with the roles "<role, role>"
 *   Given a client without a token
 *   Given one of "<plural>" is stored
 *   When the client creates one of "<plural>"
 *   When the client creates one of "<plural>" with an unknown property
 *   When the client reads it
 *   When the client lists "<plural>"
 *   When the client updates it
 *   When the client updates it without its version
 *   When the client updates it with an old version
 *   When the client deletes it
 *   Then the answer is <status>
 *   Then the answer is what is stored
 *   Then the list contains it
 *   Then the change can be read back
 *   Then it is gone
 *
 * "It" is what the scenario stored or created last. A stored thing, and everything it refers to, is made through
 * the API by a client with every role.
 */
import type { EntityModel, Verb } from '../../src/kit.js';

export interface ScenarioView {
  /** Title, safe in Gherkin. */
  readonly titleName: string;
  /** Lines of the scenario: keyword and text. */
  readonly stepsCode: readonly string[];
}

export interface FeatureView {
  readonly pluralName: string;
  readonly serviceName: string;
  readonly scenarios: readonly ScenarioView[];
}

/** Roles that together may do all the verbs, as few as possible; null when a verb is closed to everyone. */
function rolesFor(entity: EntityModel, verbs: readonly Verb[]): string | null {
  const lists = verbs.map((verb) => entity.access[verb]);
  if (lists.some((list) => list.length === 0)) return null;
  const everywhere = lists[0]?.find((role) => lists.every((list) => list.includes(role)));
  const chosen = everywhere === undefined ? [...new Set(lists.flatMap((list) => list.slice(0, 1)))] : [everywhere];
  return chosen.join(', ');
}

/** A role of the project that may not do the verb, or null when every role may. */
function roleWithout(entity: EntityModel, verb: Verb, roles: readonly string[]): string | null {
  return roles.find((role) => !entity.access[verb].includes(role)) ?? null;
}

type Draft = { readonly title: string; readonly roles: string | null; readonly steps: readonly string[] };

function writingScenarios(entity: EntityModel): readonly Draft[] {
  const one = `one of "${entity.plural.kebab}"`;
  return [
    {
      title: 'what is created can be read back',
      roles: rolesFor(entity, ['create', 'read']),
      steps: [`When the client creates ${one}`, 'Then the answer is 201', 'When the client reads it', 'Then the answer is 200', 'And the answer is what is stored'],
    },
    {
      title: 'an unknown property is refused',
      roles: rolesFor(entity, ['create']),
      steps: [`When the client creates ${one} with an unknown property`, 'Then the answer is 422'],
    },
    {
      title: 'a list contains what is stored',
      roles: rolesFor(entity, ['read']),
      steps: [`Given ${one} is stored`, `When the client lists "${entity.plural.kebab}"`, 'Then the answer is 200', 'And the list contains it'],
    },
  ];
}

function changingScenarios(entity: EntityModel): readonly Draft[] {
  const stored = `Given one of "${entity.plural.kebab}" is stored`;
  const update = rolesFor(entity, ['update']);
  return [
    { title: 'the latest version can be updated', roles: update, steps: [stored, 'When the client updates it', 'Then the answer is 200', 'And the change can be read back'] },
    { title: 'an update names the version it changes', roles: update, steps: [stored, 'When the client updates it without its version', 'Then the answer is 428'] },
    { title: 'an update of an old version is refused', roles: update, steps: [stored, 'When the client updates it with an old version', 'Then the answer is 412'] },
    { title: 'what is deleted is gone', roles: rolesFor(entity, ['delete', 'read']), steps: [stored, 'When the client deletes it', 'Then the answer is 204', 'And it is gone'] },
  ];
}

function refusedScenarios(entity: EntityModel, roles: readonly string[]): readonly Draft[] {
  const create = `When the client creates one of "${entity.plural.kebab}"`;
  return [
    { title: 'a role that may not create is refused', roles: roleWithout(entity, 'create', roles), steps: [create, 'Then the answer is 403'] },
  ];
}

/** Everything the feature template shows for one entity. `roles` are all roles of the project. */
export function featureView(service: string, entity: EntityModel, roles: readonly string[]): FeatureView {
  const drafts = [...writingScenarios(entity), ...changingScenarios(entity), ...refusedScenarios(entity, roles)];
  const scenarios = drafts.flatMap(({ title, roles: own, steps }): ScenarioView[] => {
    if (own === null) return [];
    const [first, ...rest] = steps;
    const opening = first?.startsWith('Given ') === true ? [first, `And a client with the roles "${own}"`] : [`Given a client with the roles "${own}"`, ...(first === undefined ? [] : [first])];
    return [{ titleName: title, stepsCode: [...opening, ...rest] }];
  });
  const anonymous: ScenarioView = {
    titleName: 'nobody gets in without a token',
    stepsCode: ['Given a client without a token', `When the client lists "${entity.plural.kebab}"`, 'Then the answer is 401'],
  };
  return { pluralName: entity.plural.kebab, serviceName: service, scenarios: [...scenarios, anonymous] };
}
