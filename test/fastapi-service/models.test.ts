import { expect, it } from 'vitest';
import { annotations, models } from './generated.js';

const ref = (name: string): string => `{ $ref: '#/components/schemas/${name}' }`;

it('types schemas where they stand', async () => {
  const cases: readonly (readonly [schema: string, code: string])[] = [
    ['{ type: string }', 'str'],
    ['{ type: [string, "null"] }', 'str | None'],
    ['{ type: integer }', 'Integer'],
    ['{ type: [integer, string] }', 'Integer | str'],
    ['{ type: array, items: { type: boolean } }', 'list[bool]'],
    ['{ type: array, prefixItems: [{ type: string }] }', 'list[Any]'],
    ['{ type: object, additionalProperties: { type: number } }', 'dict[str, Number]'],
    ['{ type: object }', 'dict[str, Any]'],
    ['{}', 'Any'],
    ['{ enum: [a, b, null] }', 'Literal["a", "b"] | None'],
    ['{ enum: [1, true] }', 'Any'],
    ['{ const: x }', 'Literal["x"]'],
    ['{ anyOf: [{ type: string }, { type: "null" }] }', 'str | None'],
    ['{ oneOf: [{ type: string }, { type: string, format: date }] }', 'str'],
    // Text that Python's own types could refuse, or would write in another way, stays text.
    ['{ type: string, format: uuid }', 'str'],
    ['{ type: string, format: date-time }', 'str'],
    // Without a type, whatever is no object passes as well.
    ['{ properties: { a: {} } }', 'Echo16Body | NotObject | None'],
    ['{ type: object, properties: { a: {} } }', 'Echo17Body'],
  ];
  const found = await annotations(cases.map(([schema]) => schema));
  expect(cases.map(([schema], index) => [schema, found[index]])).toEqual(cases);
});

it('tells absent from null', async () => {
  const schemas = `Thing:
  type: object
  description: What there is.
  required: [a, b]
  properties:
    a: { type: string, description: Always there. }
    b: { type: [string, 'null'] }
    c: { type: string }
    d: { type: [string, 'null'] }
    e: { type: integer, default: 3 }`;
  expect(await models(schemas, ref('Thing'))).toBe(`class Thing(Model):
    """What there is."""

    a: str
    """Always there."""
    b: str | None
    c: Omittable[str] = None
    d: str | None = None
    e: Integer = 3`);
});

it('gives every property a name that Python and pydantic leave free', async () => {
  const wires = ['class', 'str', 'copy', 'model_dump', 'a_b', 'aB', '1st', 'a-b', 'é'];
  const properties = wires.map((wire) => `${JSON.stringify(wire)}: { type: 'null' }`).join(', ');
  const text = await models(`T: { type: object, properties: { ${properties} } }`, ref('T'));
  const names = [...text.matchAll(/^ {4}(\w+): .*?(?:alias="(.*)"|= None)/gm)].map(([, name, alias]) => `${name} ${alias ?? ''}`.trim());
  expect(names).toEqual(['class_ class', 'str_ str', 'copy_ copy', 'model_dump_ model_dump', 'a_b', 'a_b_ aB', 'field_1st 1st', 'a_b_2 a-b', 'e é']);
});

it('inherits what allOf refers to, and repeats what becomes required', async () => {
  const schemas = `Animal: { type: object, properties: { name: { type: string } } }
Cat: { allOf: [${ref('Animal')}, { type: object, required: [name, lives], properties: { lives: { type: integer } } }] }`;
  expect(await models(schemas, ref('Cat'))).toBe(`class Animal(Model):
    """Animal."""

    name: Omittable[str] = None


class Cat(Animal):
    """Cat."""

    name: str
    lives: Integer`);
});

it('tells the members of a union apart by a constant that each requires', async () => {
  const schemas = `Card: { type: object, required: [kind], properties: { kind: { const: card } } }
Bank: { type: object, required: [kind], properties: { kind: { enum: [bank] } } }
Cash: { type: object, properties: { kind: { const: cash } } }
Payment: { oneOf: [${ref('Card')}, ${ref('Bank')}] }
Loose: { oneOf: [${ref('Card')}, ${ref('Cash')}] }
Both: { type: object, required: [p, l], properties: { p: ${ref('Payment')}, l: ${ref('Loose')} } }`;
  const text = await models(schemas, ref('Both'));
  expect(text).toContain('Payment: TypeAlias = Annotated[Card | Bank, Field(discriminator="kind")]');
  expect(text).toContain('Loose: TypeAlias = Card | Cash');
});

it('lets types refer to each other in a circle', async () => {
  const schemas = `Tree: { type: object, required: [kids], properties: { kids: { type: array, items: ${ref('Node')} } } }
Node: { oneOf: [${ref('Tree')}, { type: string }] }`;
  expect(await models(schemas, ref('Tree'))).toBe(`Node = TypeAliasType("Node", "Tree | str")


class Tree(Model):
    """Tree."""

    kids: list[Node]`);
});

it('lets read-only properties be missing where clients send the object', async () => {
  const text = await models('T: { type: object, required: [id, name], properties: { id: { type: string, readOnly: true }, name: { type: string } } }', ref('T'));
  expect(text).toContain('id: Omittable[str] = None');
  expect(text).toContain('name: str');
});

it('keeps hostile words inside their docstring', async () => {
  const words = 'Say """ and \\\\ and don’t {{x}}.\\n\\nReturns:\\n\\nend\\"';
  const text = await models(`T: { type: object, description: "${words.replaceAll('"""', '\\"\\"\\"')}", properties: { a: {} } }`, ref('T'));
  expect(text).toBe(`class T(Model):
    """Say \\u0022"" and \\u005c and don't {{x}}.

    *Returns:*

    end\\u0022
    """

    a: Any = None`);
});

it('makes one class of one shape, named by where it stands', async () => {
  const size = '{ type: object, required: [width], properties: { width: { type: integer } } }';
  const other = '{ type: object, properties: { width: { type: integer } } }';
  const thing = `{ type: object, properties: { size: { anyOf: [${size}, { type: 'null' }] }, outer: ${size}, other: ${other} } }`;
  const text = await models(`Thing: ${thing}`, ref('Thing'));
  expect(text.match(/^class \w+/gm)).toEqual(['class ThingSize', 'class ThingOther', 'class Thing']);
  expect(text).toContain('    size: ThingSize | None = None\n    outer: Omittable[ThingSize] = None\n    other: Omittable[ThingOther] = None');
});

it('keeps classes apart whose read-only properties depend on the direction', async () => {
  const size = '{ type: object, required: [width], properties: { width: { type: integer, readOnly: true } } }';
  const text = await models(`Thing: { type: object, properties: { a: ${size}, b: ${size} } }`, ref('Thing'));
  expect(text.match(/^class \w+/gm)).toEqual(['class ThingA', 'class ThingB', 'class Thing']);
});

it('says a default where it can be said, lists and objects made anew', async () => {
  const text = await models(`Thing:
  type: object
  properties:
    labels: { type: array, items: { type: string }, default: [] }
    names: { type: array, items: { type: string }, default: [a] }
    any: { default: { a: [1] } }
    parts: { type: array, items: { type: object, properties: { a: {} } }, default: [{ a: 1 }] }`, ref('Thing'));
  expect(text).toContain('    labels: list[str] = Field(default_factory=list)\n    names: list[str] = Field(default_factory=lambda: ["a"])');
  expect(text).toContain('    any: Any = Field(default_factory=lambda: {"a": [1]})\n    parts: Omittable[list[ThingPartsItem]] = None');
});
