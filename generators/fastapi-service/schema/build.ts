/** JSON Schemas become named Python types: a class per object, an alias per anything else that has a name. */
import type { Json, JsonObject } from '../../../src/kit.js';
import { attributes, pascal, type Scope } from '../names.js';
import { Imports, pyString } from '../python.js';
import type { AliasDefinition, ClassDefinition, Definition, Field, PyType } from './model.js';
import { isObject, list, narrows, resolve, shapeOf, single, takesNull, typesOf, words, type Shape } from './read.js';
import { ANY, defaultCode, enumeration, generic, NOT_OBJECT, plain, scalar, union, type RichTypes } from './scalars.js';

const JSON_TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** Reads the schemas of one document on demand; `definitions` holds every type that got a name. */
export class Schemas {
  readonly definitions = new Map<string, Definition>();
  private readonly names = new Map<string, string>();
  /** Keys being read: a reference to one of them is by name. */
  private readonly open = new Set<string>();
  /** Classes of objects that are described where they stand, by what they take: one shape, one class. */
  private readonly shapes = new Map<string, string>();

  constructor(
    private readonly document: JsonObject,
    private readonly rich: RichTypes,
    private readonly scope: Scope,
  ) {
    const components = resolve(document, '#/components/schemas');
    for (const key of Object.keys(isObject(components) ? components : {}))
      this.names.set(`#/components/schemas/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, scope.take(pascal(key, 'Schema')));
  }

  /** Attribute names of properties or parameters in one model. */
  attributes(wires: readonly string[]): ReadonlyMap<string, string> {
    return attributes(wires);
  }

  /** Python code of the default that a parameter's schema, or what it refers to, gives. */
  defaultCode(schema: JsonObject, type: PyType): string | null {
    const target = typeof schema['$ref'] === 'string' ? resolve(this.document, schema['$ref']) : undefined;
    return defaultCode(schema['default'] ?? (isObject(target) ? target['default'] : undefined), type);
  }

  /** A multipart form: its binary properties are uploads. */
  form(schema: Json, place: string): PyType {
    const shape = isObject(schema) ? shapeOf(this.document, schema) : null;
    if (!isObject(schema) || shape === null) return generic('dict', ANY, 'str, ');
    const name = this.scope.take(pascal(place, 'Form'));
    const uploads = new Set([...shape.properties].filter(([, [first]]) => this.isBinary(first)).map(([wire]) => wire));
    this.defineClass(name, name, schema, shape, uploads);
    return { code: name, nullable: false, uses: new Set([name]), imports: new Imports() };
  }

  private isBinary(schema: Json | undefined): boolean {
    const [only] = isObject(schema) && typesOf(schema)?.includes('array') ? [schema['items']] : [schema];
    const target = isObject(only) && typeof only['$ref'] === 'string' ? resolve(this.document, only['$ref']) : only;
    if (!isObject(target)) return false;
    const media = target['contentMediaType'];
    return target['format'] === 'binary' || (typeof media === 'string' && target['contentEncoding'] === undefined && media === 'application/octet-stream');
  }

  /** The type of a schema; `place` names it when it has to have a name: `CreateOrderBody`. */
  type(schema: Json, place: string): PyType {
    if (!isObject(schema)) return ANY;
    const { $ref } = schema;
    if (typeof $ref === 'string' && !narrows(schema)) return this.reference($ref);
    const only = single(schema);
    if (only !== null) return this.type(only, place);
    const listed = enumeration(schema);
    if (listed !== null) return listed;
    const shape = shapeOf(this.document, schema);
    if (shape !== null) return this.object(schema, shape, place);
    if (typeof $ref === 'string') return this.reference($ref);
    const members = this.members(schema, place);
    if (members !== null) return members;
    return this.byType(schema, place);
  }

  private reference(pointer: string): PyType {
    const target = resolve(this.document, pointer);
    if (target === undefined) return ANY;
    if (!isObject(target)) return ANY;
    let key = pointer;
    try {
      key = decodeURIComponent(pointer);
    } catch {
      // A stray percent sign is part of the name.
    }
    if (!this.definitions.has(key) && !this.open.has(key)) this.define(key, target);
    const name = this.names.get(key);
    if (name === undefined) return ANY;
    const made = this.definitions.get(key);
    // A name that only stands for another name, or for a scalar, is not worth one.
    if (made?.kind === 'alias' && !this.worthNaming(made)) return made.type;
    const nullable = made === undefined ? takesNull(this.document, target) : made.kind === 'alias' && made.type.nullable;
    return { code: name, nullable, uses: new Set([key]), imports: new Imports() };
  }

  /** An alias for `str` hides more than it says; enumerations, unions and containers are worth a name. */
  private worthNaming(alias: AliasDefinition): boolean {
    return !alias.inline && (alias.type.uses.has(alias.key) || /[[|]/.test(alias.type.code));
  }

  private nameOf(key: string, wish: string): string {
    const name = this.names.get(key) ?? this.scope.take(pascal(wish, 'Schema'));
    this.names.set(key, name);
    return name;
  }

  private define(key: string, schema: JsonObject): void {
    const name = this.nameOf(key, key.split('/').slice(-2).join(' ').replace(/^(schemas|properties|\$defs|definitions) /, ''));
    this.open.add(key);
    const shape = single(schema) === null && enumeration(schema) === null ? shapeOf(this.document, schema, new Set([key])) : null;
    const alias = { kind: 'alias', key, description: words(schema, 'description') } as const;
    if (shape === null) this.definitions.set(key, { ...alias, name, type: this.type(schema, name), inline: false });
    else if (shape.typed && (typesOf(schema) ?? ['object']).length === 1) this.defineClass(key, name, schema, shape);
    else {
      // An object or something else: the class has the name, and the union is spelled out where it is used.
      const other = this.scope.take(`Optional${name}`);
      this.names.set(key, other);
      this.definitions.set(key, { ...alias, name: other, type: this.object(schema, shape, name, `${key} object`), inline: true });
    }
    this.open.delete(key);
  }

  /** An object where it stands: a class named by its place, with whatever else the schema lets through. */
  private object(schema: JsonObject, shape: Shape, place: string, named?: string): PyType {
    const key = named ?? this.placeClass(schema, shape, place);
    if (named !== undefined) this.defineClass(named, place, schema, shape);
    const self: PyType = { code: named === undefined ? key : place, nullable: false, uses: new Set([key]), imports: new Imports() };
    if (!shape.typed) return union([self, NOT_OBJECT]);
    const others = (typesOf(schema) ?? []).filter((type) => type !== 'object');
    return union([self, ...others.map((type) => this.ofType(type, schema, place))]);
  }

  /** The class of an object where it stands, which is its key; another place with the same shape shares it. */
  private placeClass(schema: JsonObject, shape: Shape, place: string): string {
    const text = shapeKey(schema);
    const known = this.shapes.get(text);
    if (known !== undefined) return known;
    const name = this.scope.take(pascal(place, 'Schema'));
    this.defineClass(name, name, schema, shape);
    // What may be missing of a read-only property depends on the direction: such a class is not shared.
    if (!/"(readOnly|writeOnly)":true/.test(text)) this.shapes.set(text, name);
    return name;
  }

  private defineClass(key: string, name: string, schema: JsonObject, shape: Shape, uploads: ReadonlySet<string> = new Set()): void {
    this.open.add(key);
    const base = uploads.size > 0 ? null : this.baseOf(key, schema, shape);
    const inherited = base === null ? new Map<string, Field>() : this.inherited(base.key);
    const own = [...shape.properties].filter(([wire]) => !inherited.has(wire));
    const names = attributes([...inherited.keys(), ...own.map(([wire]) => wire)]);
    const fields = own.map(([wire, schemas]) => {
      const field = this.field(wire, names.get(wire) ?? wire, schemas, shape.required.has(wire), name);
      return uploads.has(wire) ? { ...field, defaultCode: null, type: uploadLike(schemas[0]) } : field;
    });
    const tightened = [...inherited.values()].filter((field) => !field.required && shape.required.has(field.wire));
    const definition: ClassDefinition = {
      kind: 'class',
      key,
      name,
      description: words(schema, 'description') ?? words(schema, 'title'),
      base: base?.key ?? null,
      closed: shape.closed,
      extra: shape.extra === null ? null : this.type(shape.extra, `${name}Value`),
      fields: [...tightened.map((field) => ({ ...field, required: true })), ...fields],
      constants: constantsOf(shape),
    };
    this.definitions.set(key, definition);
    this.open.delete(key);
  }

  /** The class that an `allOf` may be inherited from: the first plain one, none of whose properties is said again. */
  private baseOf(key: string, schema: JsonObject, shape: Shape): ClassDefinition | null {
    if (shape.closed || 'oneOf' in schema || 'anyOf' in schema) return null;
    for (const member of list(schema['allOf'])) {
      if (!isObject(member) || typeof member['$ref'] !== 'string' || narrows(member)) continue;
      const type = this.reference(member['$ref']);
      const made = this.definitions.get([...type.uses][0] ?? '');
      if (made?.kind !== 'class' || made.name !== type.code || made.key === key || made.closed || made.extra !== null) continue;
      const again = [...this.inherited(made.key).keys()].some((wire) => (shape.properties.get(wire)?.length ?? 0) > 1);
      if (!again) return made;
    }
    return null;
  }

  /** Every field of a class and of those it inherits from, by wire name. */
  inherited(key: string): ReadonlyMap<string, Field> {
    const made = this.definitions.get(key);
    if (made?.kind !== 'class') return new Map();
    const above = made.base === null ? new Map<string, Field>() : new Map(this.inherited(made.base));
    for (const field of made.fields) above.set(field.wire, field);
    return above;
  }

  private field(wire: string, attribute: string, schemas: readonly Json[], required: boolean, owner: string): Field {
    const [first] = schemas;
    const same = schemas.every((schema) => JSON.stringify(schema) === JSON.stringify(first));
    const merged: Json = same && first !== undefined ? first : { allOf: schemas };
    const type = this.type(merged, `${owner} ${wire}`);
    const objects = schemas.filter(isObject);
    const flag = (name: string): boolean => objects.some((schema) => schema[name] === true);
    const preset = objects.map((schema) => schema['default']).find((value) => value !== undefined);
    return {
      wire,
      attribute,
      type,
      required,
      readOnly: flag('readOnly'),
      writeOnly: flag('writeOnly'),
      defaultCode: defaultCode(preset, type),
      description: objects.map((schema) => words(schema, 'description')).find((text) => text !== null) ?? null,
    };
  }

  /** `oneOf` and `anyOf` are unions; an `allOf` of anything but objects is its first part that says something. */
  private members(schema: JsonObject, place: string): PyType | null {
    const options = list(schema['oneOf']).length > 0 ? list(schema['oneOf']) : list(schema['anyOf']);
    if (options.length > 0) return this.union(options, schema, place);
    const all = list(schema['allOf']);
    if (all.length === 0) return null;
    const known = [...all.filter((member) => isObject(member) && typeof member['$ref'] === 'string'), ...all];
    for (const member of known) {
      const type = this.type(member, place);
      if (type.code !== 'Any') return typesOf(schema)?.includes('null') === false ? { ...type, nullable: false } : type;
    }
    return null;
  }

  private union(options: readonly Json[], schema: JsonObject, place: string): PyType {
    const says = (option: Json): boolean => !isObject(option) || Object.keys(option).some((key) => !['required', 'not', 'description', 'title'].includes(key));
    // `oneOf: [{required: [a]}, {required: [b]}]` limits an object that is described beside it.
    if (!options.every(says)) return this.byType(schema, place);
    const common = typesOf(schema);
    // `T or null` needs no name beside the place's own.
    const alone = options.filter((option) => !isNull(option)).length === 1;
    const types = options.map((option, index) => {
      const untyped = isObject(option) && typesOf(option) === null && option['$ref'] === undefined;
      const typed = untyped && common !== null ? { ...option, type: common } : option;
      return this.type(typed, alone ? place : `${place} ${optionName(option, index)}`);
    });
    const nullable = types.some((type) => type.nullable);
    const tag = types.some((type) => type.nullable && type.code !== '') ? null : this.discriminator(types.filter((type) => type.code !== ''));
    const joined = union(types);
    if (tag === null) return joined;
    const imports = new Imports().merge(joined.imports).add('typing', 'Annotated').add('pydantic', 'Field');
    return { ...joined, nullable, imports, code: `Annotated[${joined.code}, Field(discriminator=${pyString(tag)})]` };
  }

  /** Attribute whose constant tells the members apart: every member is a class that requires it, with its own value. */
  private discriminator(types: readonly PyType[]): string | null {
    const classes = types.map((type) => this.definitions.get([...type.uses][0] ?? '')).filter((made) => made?.kind === 'class');
    if (types.length < 2 || classes.length !== types.length || classes.some((made, index) => made.name !== types[index]?.code)) return null;
    const [first] = classes;
    for (const wire of first?.constants.keys() ?? []) {
      const fields = classes.map((made) => this.inherited(made.key).get(wire));
      const values = new Set(classes.map((made) => made.constants.get(wire)));
      const same = fields.every((field) => field?.required === true && field.attribute === fields[0]?.attribute && field.type.code.startsWith('Literal['));
      const apart = values.size === classes.length && !values.has(undefined);
      if (same && apart && !fields.some((field) => field?.readOnly || field?.writeOnly)) return fields[0]?.attribute ?? null;
    }
    return null;
  }

  private byType(schema: JsonObject, place: string): PyType {
    const types = typesOf(schema);
    if (types === null) return ANY;
    const known = types.filter((type) => JSON_TYPES.includes(type));
    const useful = known.includes('number') ? known.filter((type) => type !== 'integer') : known;
    if (useful.length === 0 || useful.length === JSON_TYPES.length - 1) return ANY;
    return union(useful.map((type) => this.ofType(type, schema, place)));
  }

  private ofType(type: string, schema: JsonObject, place: string): PyType {
    if (type === 'array') return this.array(schema, place);
    if (type === 'object') return this.dictionary(schema, place);
    return scalar(type, schema, this.rich);
  }

  private array(schema: JsonObject, place: string): PyType {
    if (schema['prefixItems'] !== undefined || !isObject(schema['items'])) return generic('list', ANY);
    return generic('list', this.type(schema['items'], `${place} Item`));
  }

  private dictionary(schema: JsonObject, place: string): PyType {
    const { additionalProperties, patternProperties } = schema;
    const values = isObject(patternProperties) ? Object.values(patternProperties) : [];
    if (additionalProperties !== false) values.push(additionalProperties ?? true);
    if (values.length === 0) return generic('dict', ANY, 'str, ');
    const types = values.map((value) => this.type(value, `${place} Value`));
    return generic('dict', union(types), 'str, ');
  }
}

/** A schema without what only says how it is presented where it stands. */
function shapeKey(schema: JsonObject): string {
  const { default: _default, examples: _examples, title: _title, deprecated: _deprecated, readOnly: _readOnly, writeOnly: _writeOnly, ...rest } = schema;
  return JSON.stringify(rest);
}

function isNull(option: Json): boolean {
  return isObject(option) && typesOf(option)?.join() === 'null';
}

const UPLOAD = plain('Upload', ['servicekit.uploads', 'Upload']);

function uploadLike(schema: Json | undefined): PyType {
  return isObject(schema) && typesOf(schema)?.includes('array') ? generic('list', UPLOAD) : UPLOAD;
}

/** Properties that can hold one string only. */
function constantsOf(shape: Shape): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const [wire, schemas] of shape.properties)
    for (const schema of schemas) {
      if (!isObject(schema)) continue;
      const only = schema['const'] ?? (list(schema['enum']).length === 1 ? list(schema['enum'])[0] : undefined);
      if (typeof only === 'string') constants.set(wire, only);
    }
  return constants;
}

/** What to call a nameless member of a union: its title, the constant that marks it, or a property it requires. */
function optionName(option: Json, index: number): string {
  if (!isObject(option)) return `Option ${index + 1}`;
  const title = words(option, 'title');
  if (title !== null && title.length <= 40) return title;
  const { properties } = option;
  for (const inner of Object.values(isObject(properties) ? properties : {})) {
    const only = isObject(inner) ? (inner['const'] ?? (list(inner['enum']).length === 1 ? list(inner['enum'])[0] : undefined)) : undefined;
    if (typeof only === 'string' && only.length <= 40) return only;
  }
  const required = list(option['required'])[0] ?? Object.keys(isObject(properties) ? properties : {})[0];
  return typeof required === 'string' ? `With ${required}` : `Option ${index + 1}`;
}
