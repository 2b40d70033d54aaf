import { describe, expect, it } from 'vitest';
import { featureView } from '../../generators/specs/features.js';
import type { EntityModel } from '../../src/spec/model.js';
import { ACCESS, entity, field } from './samples.js';

const ROLES = ['viewer', 'editor', 'admin'];

/** Every sentence of the vocabulary, as the step definitions know it. */
const VOCABULARY = [
  /^a client with the roles "[A-Za-z0-9_]+(, [A-Za-z0-9_]+)*"$/u,
  /^a client without a token$/u,
  /^one of "[a-z0-9-]+" is stored$/u,
  /^the client creates one of "[a-z0-9-]+"( with an unknown property)?$/u,
  /^the client reads it$/u,
  /^the client lists "[a-z0-9-]+"$/u,
  /^the client updates it( without its version| with an old version)?$/u,
  /^the client deletes it$/u,
  /^the answer is \d{3}$/u,
  /^the answer is what is stored$/u,
  /^the list contains it$/u,
  /^the change can be read back$/u,
  /^it is gone$/u,
];

function scenarios(of: EntityModel): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(featureView('catalog', of, ROLES).scenarios.map(({ titleName, stepsCode }) => [titleName, stepsCode]));
}

const product = entity('Product', [field('name')]);

describe('the features of an entity', () => {
  it('speak the vocabulary and nothing else', () => {
    for (const step of Object.values(scenarios(product)).flat()) {
      const [, sentence = ''] = /^(?:Given|When|Then|And) (.*)$/u.exec(step) ?? [];
      expect(VOCABULARY.filter((pattern) => pattern.test(sentence))).toHaveLength(1);
    }
  });

  it('have a Given, a When and a Then each', () => {
    for (const steps of Object.values(scenarios(product))) {
      expect(['Given', 'When', 'Then'].map((word) => steps.some((step) => step.startsWith(`${word} `)))).toEqual([true, true, true]);
    }
  });

  it('cover creating, reading, listing, updating, deleting and who may not', () => {
    expect(Object.keys(scenarios(product))).toEqual([
      'what is created can be read back', 'an unknown property is refused', 'a list contains what is stored', 'the latest version can be updated',
      'an update names the version it changes', 'an update of an old version is refused', 'what is deleted is gone', 'a role that may not create is refused',
      'nobody gets in without a token',
    ]);
  });

  it('take as few roles as may do it, and leave out what nobody may', () => {
    const split = scenarios(entity('Product', [], { access: { ...ACCESS, read: ['viewer'], create: ['editor'], delete: [] } }));
    expect(split['what is created can be read back']?.[0]).toBe('Given a client with the roles "editor, viewer"');
    expect(split['what is deleted is gone']).toBeUndefined();
    const open = scenarios(entity('Product', [], { access: { ...ACCESS, create: ROLES } }));
    expect(open['a role that may not create is refused']).toBeUndefined();
  });
});
