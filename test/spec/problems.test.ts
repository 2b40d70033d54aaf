import { expect, test } from 'vitest';
import { problemsOf } from './problems.js';

const HEAD = 'specwright: 1\nname: shop\ndomain: retail\nowner: team-shop\nblueprint: api-gateway\n';

/** A spec with these services. */
function spec(services: string): string {
  return `${HEAD}services:\n${indent(services, 2)}\n`;
}
/** A spec with these entities in one service. */
function entities(text: string): string {
  return spec(`catalog:\n  entities:\n${indent(text, 4)}`);
}
/** A spec with these fields in one entity. */
function fields(text: string): string {
  return entities(`Product:\n  fields:\n${indent(text, 4)}`);
}
/** A legal spec with further keys at the top. */
function top(keys: string): string {
  return `${HEAD}${keys}\nservices: { catalog: { entities: { Product: { fields: { name: string } } } } }\n`;
}
function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by)).trimEnd();
}

/** What is wrong, the text, and every line that is said about it: `line:column code message | help`. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', [
    '1:1 spec/empty The spec is empty. | Start with `specwright: 1`; `specwright new` writes a complete one.',
  ]],
  ['a list instead of a map', '- specwright: 1\n', [
    '1:1 spec/type Expected the spec, written as a map, found a list.',
  ]],
  ['broken YAML', 'name: [shop\n', [
    '2:1 spec/yaml This is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ].',
  ]],
  ['tabs as indentation', 'services:\n\tcatalog: {}\n', [
    '2:1 spec/yaml This is not valid YAML: tabs are not allowed as indentation.',
  ]],
  ['two documents', top('')+'---\nname: second\n', [
    '8:1 spec/several-documents The spec holds more than one YAML document. | Remove everything from the second `---` on.',
  ]],
  ['a missing name and domain', 'specwright: 1\nowner: team-shop\nblueprint: api-gateway\nservices: { catalog: { openapi: a.yaml } }\n', [
    '1:1 spec/missing-key The key `name` is missing from the spec. | For example `name: shop`.',
    '1:1 spec/missing-key The key `domain` is missing from the spec. | For example `domain: retail`.',
  ]],
  ['another version of the language', top('').replace('specwright: 1', 'specwright: 2'), [
    '1:13 spec/type Expected `1`, found the number 2.',
  ]],
  ['a project name with capitals', top('').replace('name: shop', 'name: My Shop'), [
    '2:7 spec/text "My Shop" is not a name of small letters, digits and hyphens (at most 39, starting with a letter). | For example my-shop.',
  ]],
  ['an owner that is a number', top('').replace('team-shop', '42'), [
    '4:8 spec/type Expected the owning team, found the number 42. | Write it in quotes: "42".',
  ]],
  ['no services', HEAD + 'services: {}\n', [
    '6:11 spec/empty-map Expected at least one entry, keyed by a name of small letters, digits and hyphens (at most 39, starting with a letter).',
  ]],
  ['entities at the top', top('entities: { Product: {} }'), [
    '6:1 spec/refused `entities` is not possible in the spec. | Entities belong to a service: `services: { catalog: { entities: … } }`.',
  ]],
  ['a misspelled key', top('descripton: Everything.'), [
    '6:1 spec/unknown-key "descripton" is no key of the spec. | Did you mean `description`?',
  ]],
  ['a version that is a number', top('version: 1.0'), [
    '6:10 spec/type Expected a semantic version in quotes such as "1.4.0", found the number 1.0. | Write it in quotes: "1.0".',
  ]],
  ['a control character', top('description: "ring \\u0007"'), [
    '6:14 spec/text This text holds the control character U+0007; only tabs and line ends are allowed.',
  ]],
  ['U+0000', top('description: "a\\0b"'), [
    '6:14 spec/character This text holds U+0000, which no text may hold. | Remove it.',
  ]],
  ['half of a surrogate pair', top('description: "a\\uD800b"'), [
    '6:14 spec/character This text holds half of a surrogate pair, which no text may hold. | Remove it.',
  ]],
  ['a tag', top('description: !secret x'), [
    '6:22 spec/tag The YAML tag !secret means nothing here. | Remove the tag and write the plain value.',
  ]],
  ['an unknown alias', top('description: *nothing'), [
    '6:14 spec/alias The alias *nothing names no anchor above it. | Write &nothing before the value that it stands for.',
  ]],
  ['an alias inside itself', top('x-loop: &a [*a]'), [
    '6:13 spec/alias The alias *a stands inside the value it names. | Write the value out.',
  ]],
  ['a duplicate key, column in code points', top('x-😀: { é: 1, é: 2 }'), [
    '6:14 spec/duplicate-key The key "é" is written twice in this map. | It stands first on line 6; keep one.',
  ]],
  ['a service without anything', spec('catalog: {}'), [
    '7:12 spec/empty-service The service "catalog" has neither `entities` nor `openapi`. | Say what it stores, or name its OpenAPI document.',
  ]],
  ['a service name with an underscore', spec('my_catalog: { openapi: a.yaml }'), [
    '7:3 spec/name "my_catalog" is not a name of small letters, digits and hyphens (at most 39, starting with a letter). | For example my-catalog.',
  ]],
  ['two services that differ in case only', spec(`catalog: { openapi: a.yaml }
Catalog: { openapi: b.yaml }`), [
    '8:3 spec/name "Catalog" is not a name of small letters, digits and hyphens (at most 39, starting with a letter). | For example catalog.',
    '8:3 spec/same-name "Catalog" and "catalog" are the same name when case is ignored. | Rename one of them.',
  ]],
  ['a document outside of the folder', spec('catalog: { openapi: ../a.yaml }'), [
    '7:23 spec/text "../a.yaml" is not a relative path of an OpenAPI document (.yaml, .yml or .json) inside the spec\'s folder.',
  ]],
  ['two services with one document', spec(`catalog: { openapi: a.yaml }
stock: { openapi: a.yaml }`), [
    '8:21 spec/shared-document catalog and stock name the same document. | One document describes one service.',
  ]],
  ['an unknown dependency', spec(`catalog: { openapi: a.yaml, depends_on: [stok] }
stock: { openapi: b.yaml }`), [
    '7:44 spec/depends-on There is no service, external system or event "stok". | Did you mean `stock`?',
  ]],
  ['a misspelled type', fields('name: strng'), [
    '11:17 spec/unknown-type "strng" is neither a type nor an entity of this service. | Did you mean `string`?',
  ]],
  ['YAML 1.1 booleans as types', fields('name: no'), [
    '11:17 spec/unknown-type "no" is neither a type nor an entity of this service. | Types are `string`, `text`, `integer`, `number`, `decimal`, `boolean`, `date`, `datetime`, `uuid`, `email`, `url`, `json`, or the name of an entity of this service.',
  ]],
  ['an entity that does not exist', fields(`category: Categroy
later: { ref: Categroy }`), [
    '11:21 spec/unknown-type "Categroy" is neither a type nor an entity of this service. | Types are `string`, `text`, `integer`, `number`, `decimal`, `boolean`, `date`, `datetime`, `uuid`, `email`, `url`, `json`, or the name of an entity of this service.',
    '12:25 spec/reference This service has no entity "Categroy".',
  ]],
  ['an entity of another service', spec(`catalog: { entities: { Product: { fields: { bill: Bill } } } }
billing: { entities: { Bill: {} } }`), [
    '7:53 spec/unknown-type "Bill" is neither a type nor an entity of this service. | Bill is an entity of billing; write { ref: billing/Bill }.',
  ]],
  ['a service that does not exist', spec(`catalog: { entities: { Product: { fields: { bill: { ref: biling/Bill } } } } }
billing: { entities: { Bill: {} } }`), [
    '7:60 spec/reference There is no service "biling". | Did you mean `billing/Bill`?',
  ]],
  ['an entity name in small letters', entities('product: { fields: { name: string } }'), [
    '9:7 spec/name "product" is not an entity name such as `Product` (letters and digits, starting with a capital, at most 50). | For example Product.',
  ]],
  ['a field name with a hyphen', fields('unit-price: decimal'), [
    '11:11 spec/name "unit-price" is not a field name such as `unitPrice` (letters, digits and underscores, starting with a small letter, at most 50). | For example unitPrice.',
  ]],
  ['a key that is no text', fields('1: string'), [
    '11:11 spec/key The key 1 is not text. | Write it in quotes: "1".',
  ]],
  ['a merge key', fields('<<: { name: string }'), [
    '11:11 spec/merge-key YAML merge keys (`<<`) are not part of the spec language. | Write the keys out, or use an alias for a whole value.',
  ]],
  ['fields that differ in case only', fields(`name: string
naMe: string`), [
    '12:11 spec/same-name "naMe" and "name" are the same name when case is ignored. | Rename one of them.',
  ]],
  ['a name every entity has', fields(`ID: string
createdat: date`), [
    '11:11 spec/name "ID" is not a field name such as `unitPrice` (letters, digits and underscores, starting with a small letter, at most 50). | For example id.',
    '12:11 spec/reserved-name Every entity has `createdAt` already. | Choose another name for this field.',
  ]],
  ['a field beside the id of a reference', fields(`self: Product?
selfId: uuid`), [
    '12:11 spec/same-name The reference `self` is `selfId` on the wire, which the field `selfId` takes as well. | Rename one of them.',
  ]],
  ['two entities with one plural', entities(`Datum: {}
Data: {}`), [
    '10:7 spec/same-plural Data and Datum would both be served at /api/v1/data and stored in data. | Give one a `plural` of its own, such as `plural: other-data`.',
  ]],
  ['a default that does not fit', fields(`stock: { type: integer, default: many }
price: { type: decimal, default: 9.5 }`), [
    '11:44 spec/default The default does not fit the field: expected integer, found string.',
    '12:44 spec/default The default does not fit the field: expected string, found number. | Decimals are texts in JSON; write it in quotes: "9.5".',
  ]],
  ['a null default of a required field', fields('name: { type: string, default: null }'), [
    '11:42 spec/default The default is null, yet the field is not optional. | Add `optional: true`, or give another default.',
  ]],
  ['a default outside of an enum', fields('state: { enum: [draft, done], default: open }'), [
    '11:50 spec/default The default does not fit the field: it is none of "draft", "done".',
  ]],
  ['a keyword of another type', fields(`flag: { type: boolean, maxLength: 3 }
when: { type: datetime, pattern: x }`), [
    '11:34 spec/idle-keyword `maxLength` says nothing about a `boolean`. | `boolean` takes `enum`.',
    '12:35 spec/idle-keyword `pattern` says nothing about a `datetime`. | `datetime` takes no further keywords.',
  ]],
  ['an unknown keyword', fields('name: { type: string, maxLenght: 3 }'), [
    '11:33 spec/unknown-key "maxLenght" is no key of a field. | Did you mean `maxLength`?',
  ]],
  ['an unknown keyword inside a schema', fields('tags: { type: array, items: { type: string, maxLenght: 3 } }'), [
    '11:55 spec/unknown-key "maxLenght" is no keyword of JSON Schema 2020-12. | Did you mean `maxLength`?',
  ]],
  ['a pattern that does not compile', fields(`name: { type: string, pattern: "[a" }
code: { type: string, pattern: '\\-' }`), [
    '11:42 spec/pattern This is no regular expression: unterminated character class. | Patterns are ECMA 262 in `u` mode, where every escape must mean something.',
    '12:42 spec/pattern This is no regular expression: invalid escape. | Patterns are ECMA 262 in `u` mode, where every escape must mean something.',
  ]],
  ['null in type and enum', fields(`a: { type: [string, "null"] }
b: { enum: [x, null] }`), [
    '11:31 spec/type Expected one of `string`, `integer`, `number`, `boolean`, `array`, `object`, found "null". | Remove it and write `optional: true`.',
    '12:26 spec/null `null` is no value of a field. | Remove it and write `optional: true`.',
  ]],
  ['$ref inside a field', fields('name: { $ref: "#/x" }'), [
    '11:19 spec/refused `$ref` is not possible in a field. | A schema is written out in place; to share schemas, bring an OpenAPI document.',
  ]],
  ['a wider integer', fields('count: { type: integer, maximum: 18446744073709551615 }'), [
    '11:44 spec/limit 18446744073709551615 is outside of what an `integer` holds (9007199254740991). | `maximum` can only narrow it.',
  ]],
  ['a decimal without room', fields(`price: { type: decimal, precision: 2, scale: 3 }
share: { type: decimal, minimum: 2, maximum: 1 }`), [
    '11:56 spec/decimal A decimal of 2 digits in all cannot have 3 after the point. | Give a larger `precision` or a smaller `scale`.',
    '12:44 spec/decimal No decimal is within these limits. | With 19 digits, 4 of them after the point, the least would be greater than the greatest.',
  ]],
  ['a cascade that is misspelled, and a null without optional', fields(`a: { ref: Product, onDelete: cascad, optional: true }
b: { ref: Product, onDelete: null }`), [
    '11:40 spec/type Expected one of `restrict`, `cascade`, `null`, found "cascad". | Did you mean `cascade`?',
    '12:11 spec/required-cycle No record could ever be the first: every reference of this cycle is required (Product.b → Product). | Make one of them optional, such as `b: Product?`.',
    '12:40 spec/on-delete `onDelete: null` needs a reference that may be null. | Add `optional: true`.',
  ]],
  ['onDelete without a reference', fields('name: { type: string, onDelete: cascade }'), [
    '11:33 spec/relation-key `onDelete` says something only beside `ref`. | Remove it, or make this field a relation.',
  ]],
  ['a default on a reference, unique on many', fields(`a: { ref: Product, optional: true, default: x }
b: { many: Product, unique: true }`), [
    '11:46 spec/relation-key `default` says nothing on a relation of this kind. | Beside `ref` it may hold `ref`, `onDelete`, `optional`, `unique`, `index`, `was`, `deprecated`, `title`, `description`, `$comment`.',
    '12:31 spec/relation-key `unique` says nothing on a relation of this kind. | Beside `many` it may hold `many`, `was`, `deprecated`, `title`, `description`, `$comment`.',
  ]],
  ['an inverse of nothing', entities(`Product: { fields: { category: Category } }
Category: { fields: { products: { many: Product, inverse: categroy }, other: { many: Category, inverse: products } } }`), [
    '10:65 spec/inverse Product has no field "categroy". | Did you mean `category`?',
    '10:111 spec/inverse `Category.products` does not refer to Category. | Add a reference to Category in Category, or remove `inverse`.',
  ]],
  ['a cycle of required references', entities(`A: { fields: { b: B } }
B: { fields: { c: C } }
C: { fields: { a: A } }`), [
    '9:25 spec/required-cycle No record could ever be the first: every reference of this cycle is required (A.b → B.c → C.a → A). | Make one of them optional, such as `b: B?`.',
  ]],
  ['a required reference to itself', fields('parent: Product'), [
    '11:19 spec/required-cycle No record could ever be the first: every reference of this cycle is required (Product.parent → Product). | Make one of them optional, such as `parent: Product?`.',
  ]],
  ['a label and keys of unknown fields', entities(`Product:
  label: nam
  unique: [[name, categoryId]]
  index: [[tags]]
  fields: { name: string, category: Product?, tags: { many: Product } }`), [
    '10:16 spec/unknown-field There is no field "nam" to be the label. | Did you mean `name`?',
    '11:25 spec/unknown-field There is no field "categoryId". | Fields are named as declared: `category`.',
    '12:18 spec/index `tags` is no single column that an index could use. | Name plain fields and references.',
  ]],
  ['access for an unknown verb, and for nobody', entities(`Product:
  access: { raed: [viewer], read: [] }`), [
    '10:19 spec/unknown-key "raed" is no key of `access`. | Did you mean `read`?',
    '10:41 spec/empty-list Expected at least one item in this list.',
  ]],
  ['roles that differ in case only', entities(`Product:
  access: { read: [auditor], create: [audItor] }`), [
    '10:45 spec/same-name The roles `audItor` and `auditor` are the same name when case is ignored. | Write `auditor`.',
  ]],
  ['row rules and tenancy', entities(`Product: { rows: own }
Order: { tenant: customer }`), [
    '9:18 spec/refused `rows` is not possible in an entity. | Row rules are not part of version 1: a role may act on all rows of an entity or on none.',
    '10:16 spec/refused `tenant` is not possible in an entity. | Tenancy is not part of version 1: run one repository per tenant, or keep the tenant as a field without isolation.',
  ]],
  ['was of a field that is still there', fields(`name: { type: string, was: title }
title: string`), [
    '11:38 spec/was The field `title` is still there, so `name` cannot have been it. | Remove `was`, or remove the field `title`.',
  ]],
  ['personal data without retention', fields('name: { type: string, pii: { basis: contract } }'), [
    '11:38 spec/missing-key The key `retention` is missing from `pii`. | For example `retention: "P2Y"`.',
  ]],
  ['a threshold looser than the constitution', top(`quality: { coverage: 70 }
slo: { p95_ms: 900 }`), [
    '6:22 spec/limit Expected a number of at least 80, found 70. | The constitution (TEST-01) may be tightened, never loosened.',
    '7:16 spec/limit Expected a number of at most 500, found 900. | The constitution (PERF-02) may be tightened, never loosened.',
  ]],
  ['an event of a service that does not exist', top('events: { retail.order.created: { producer: catalgo, partitions: 2 } }'), [
    '6:45 spec/reference There is no service "catalgo". | Did you mean `catalog`?',
    '6:66 spec/limit Expected a whole number of at least 3, found 2. | The constitution (KAFKA-02) asks for three partitions at least.',
  ]],
  ['agents that call each other', top('agents: { a: { children: [b] }, b: { children: [a, c] } }'), [
    '6:11 spec/agent-cycle The agents a → b → a are each other\'s children. | A child hands back by returning, not by calling its parent.',
    '6:52 spec/reference There is no agent "c".',
  ]],
  ['an entity or an optional type as the type of a long form', fields('a: { type: Product }\nb: { type: string? }\nc: { type: strng }'), [
    '11:22 spec/type Expected one of `string`, `text`, `integer`, `number`, `decimal`, `boolean`, `date`, `datetime`, `uuid`, `email`, `url`, `json`, `array`, `object`, found "Product". | A reference is written { ref: Product }.',
    '12:22 spec/type Expected one of `string`, `text`, `integer`, `number`, `decimal`, `boolean`, `date`, `datetime`, `uuid`, `email`, `url`, `json`, `array`, `object`, found "string?". | Write `type: string, optional: true`.',
    '13:22 spec/type Expected one of `string`, `text`, `integer`, `number`, `decimal`, `boolean`, `date`, `datetime`, `uuid`, `email`, `url`, `json`, `array`, `object`, found "strng". | Did you mean `string`?',
  ]],
  ['limits that leave nothing', fields('a: { type: string, minLength: 300 }\nb: { type: number, exclusiveMinimum: 1, maximum: 1 }'), [
    '11:41 spec/limit No value has a `minLength` of 300 and a `maxLength` of 255. | Give a larger `maxLength` as well.',
    '12:48 spec/limit No value has a `exclusiveMinimum` of 1 and a `maximum` of 1.',
  ]],
  ['members and examples that the type excludes', fields('a: { type: email, enum: [x, a@b.test] }\nb: { type: string, examples: [1] }'), [
    '11:36 spec/enum This value does not fit the field: it does not match the pattern of its type.',
    '12:41 spec/example This example does not fit the field: expected string, found integer.',
  ]],
  ['a day that is none', top('created: "2026-02-31"'), [
    '6:10 spec/text "2026-02-31" is no day of the calendar.',
  ]],
];

test.each(CASES)('%s', (_, text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});
