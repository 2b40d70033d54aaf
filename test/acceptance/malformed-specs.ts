/** Twenty-five specs with one mistake each: the text, and where the mistake is. */

const whole = `specwright: 1
name: shop
domain: retail
owner: team-shop
blueprint: api-gateway
services:
  catalog:
    entities:
      Product:
        fields: { name: string, price: decimal, category: Category }
      Category:
        fields:
          name: string
`;

export interface Malformed {
  readonly what: string;
  readonly text: string;
  /** `line:column` of the first diagnostic; both count from 1, columns in code points. */
  readonly at: string;
  /** Words that the message or its help has to hold. */
  readonly says: RegExp;
}

/** The sound spec with one piece of text replaced; the mistake is where \`mark\` (a part of the new text) begins. */
function broken(what: string, from: string, to: string, mark: string, says: RegExp): Malformed {
  const text = whole.replace(from, to);
  if (text === whole) throw new Error(`${what}: nothing replaced`);
  const offset = whole.indexOf(from) + to.indexOf(mark);
  const before = text.slice(0, offset).split('\n');
  return { what, text, at: `${before.length}:${[...(before.at(-1) ?? '')].length + 1}`, says };
}

export const malformed: readonly Malformed[] = [
  broken('an unknown key', 'owner:', 'ownr: x\nowner:', 'ownr', /owner/),
  broken('an unknown type', 'price: decimal', 'price: decimel', 'decimel', /decimal/),
  broken('an unknown entity', 'category: Category', 'category: Categry', 'Categry', /Category/),
  broken('a name with a capital', 'name: shop', 'name: Shop', 'Shop', /name/i),
  broken('a service name with an underscore', '  catalog:', '  cata_log:', 'cata_log', /cata_log/),
  broken('an entity name in lower case', '      Category:\n', '      category:\n', 'category', /category/),
  broken('a field name that is taken', 'name: string, price', 'createdAt: datetime, price', 'createdAt', /createdAt/),
  broken('a field that collides with a reference', 'price: decimal, category:', 'categoryId: uuid, category:', 'category:', /categoryId/),
  broken('an unknown version', 'specwright: 1', 'specwright: 7', '7', /1/),
  broken('an unknown blueprint', 'api-gateway', 'api-gatway', 'api-gatway', /api-gateway/),
  broken('no services', whole.slice(whole.indexOf('services:')), 'services: {}\n', '{}', /at least one/),
  broken('a service with nothing', whole.slice(whole.indexOf('    entities:')), '    title: empty\n', 'title', /entities/),
  broken('null among a type', 'price: decimal', 'price: { type: [string, "null"] }', '"null"', /null/),
  broken('null in an enum', 'price: decimal', 'price: { enum: [a, null] }', 'null]', /null/),
  broken('onDelete null on a required reference', 'category: Category', 'category: { ref: Category, onDelete: null }', 'null', /optional/),
  broken('a pattern that is none', 'price: decimal', "price: { type: string, pattern: '[' }", "'['", /pattern|expression/),
  broken('a default that does not fit', 'price: decimal', 'price: { type: integer, default: many }', 'many', /default|integer/),
  broken('a length below zero', 'price: decimal', 'price: { type: string, minLength: -1 }', '-1', /minLength|0/),
  broken('a given document that is not there', whole.slice(whole.indexOf('    entities:')), '    openapi: specs/nowhere.yaml\n', 'specs/nowhere', /nowhere/),
  broken('a given document outside the folder', whole.slice(whole.indexOf('    entities:')), '    openapi: ../secret.yaml\n', '../secret', /outside|folder|\.\./),
  broken('a role that is none', '  catalog:\n', '  catalog:\n    access: { read: [Big Boss] }\n', 'Big Boss', /role|Big Boss/),
  broken('a verb that is none', '  catalog:\n', '  catalog:\n    access: { reed: [viewer] }\n', 'reed', /read/),
  broken('uniqueness of an unknown field', '      Category:\n', '      Category:\n        unique: [[naem]]\n', 'naem', /name/),
  broken('the same key twice', 'domain: retail', 'domain: retail\ndomain: again', 'domain: again', /domain|unique|twice/),
  broken('a bracket that is never closed', 'domain: retail\nowner', 'domain: [retail\nowner', 'owner', /YAML/),
  broken('a control character', 'owner: team-shop', 'owner: "team\\u0001shop"', '"team', /control/),
  broken('two entities with one plural', '      Category:\n', '      Category:\n        plural: products\n', 'Category', /products/),
];
