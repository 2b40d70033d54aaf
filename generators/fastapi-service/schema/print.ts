/** Named types as the view of `models.py.hbs`. */
import { attributeDoc, docstring, Imports, pyString } from '../python.js';
import { words } from '../names.js';
import type { ClassDefinition, Definition, Field, PyType } from './model.js';
import { needs, type Placed } from './place.js';
import { annotation } from './scalars.js';

export interface FieldView {
  readonly lineCode: string;
  readonly docCode: string;
}

export interface DefinitionView {
  /** `class Product(Model):`, or empty for an alias. */
  readonly classCode: string;
  readonly aliasCode: string;
  readonly docCode: string;
  readonly fields: readonly FieldView[];
}

export interface ModelsView {
  readonly docCode: string;
  readonly importsCode: string;
  readonly definitions: readonly DefinitionView[];
  /** Classes whose annotations name later ones: completed at the end of the module. */
  readonly rebuilt: readonly { readonly className: string }[];
}

export interface FieldOptions {
  readonly required: boolean;
  /** Alias on the wire, when the attribute is called otherwise. */
  readonly alias: string | null;
}

/** One attribute with its annotation and default; adds what it needs to `imports`. */
export function fieldCode(attribute: string, type: PyType, options: FieldOptions, defaultCode: string | null, imports: Imports): string {
  imports.merge(type.imports);
  let code = annotation(type);
  const absent = !options.required && defaultCode === null;
  if (absent && !type.nullable && type.code !== 'Any') {
    imports.add('servicekit.models', 'Omittable');
    code = `Omittable[${code}]`;
  }
  if (options.alias !== null) {
    imports.add('typing', 'Annotated').add('pydantic', 'Field');
    code = `Annotated[${code}, Field(alias=${pyString(options.alias)})]`;
  }
  if (options.required) return `${attribute}: ${code}`;
  if (defaultCode?.startsWith('Field(') === true) imports.add('pydantic', 'Field');
  if (defaultCode?.startsWith('PlainDecimal(') === true) imports.add('servicekit.models', 'PlainDecimal');
  return `${attribute}: ${code} = ${defaultCode ?? 'None'}`;
}

/** Whether the property may be missing in one of the directions its class travels. */
function mayMiss(field: Field, key: string, placed: Placed): boolean {
  return (field.readOnly && placed.requests.has(key)) || (field.writeOnly && placed.responses.has(key));
}

function fieldView(field: Field, key: string, placed: Placed, imports: Imports): FieldView {
  const required = field.required && !mayMiss(field, key, placed);
  const alias = field.attribute === field.wire ? null : field.wire;
  const lineCode = fieldCode(field.attribute, field.type, { required, alias }, required ? null : field.defaultCode, imports);
  return { lineCode, docCode: attributeDoc(field.description, 4) };
}

function classView(made: ClassDefinition, names: (key: string) => string, placed: Placed, imports: Imports): DefinitionView {
  const base = made.base === null ? 'Model' : names(made.base);
  if (made.base === null) imports.add('servicekit.models', 'Model');
  const fields = made.fields.map((field) => fieldView(field, made.key, placed, imports));
  if (made.extra !== null && made.extra.code !== 'Any') {
    imports.merge(made.extra.imports);
    fields.push({ lineCode: `__pydantic_extra__: dict[str, ${annotation(made.extra)}]`, docCode: '' });
  }
  return {
    classCode: `class ${made.name}(${base}${made.closed ? ', extra="forbid"' : ''}):`,
    aliasCode: '',
    docCode: docstring(made.description, sentenceOf(made.name), 4),
    fields,
  };
}

/** `StockItem` -> `Stock item`. */
export function sentenceOf(name: string): string {
  const text = words(name).map((word) => (word === word.toUpperCase() && word.length > 1 ? word : word.toLowerCase())).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function aliasView(made: Definition & { kind: 'alias' }, placed: Placed, imports: Imports): DefinitionView {
  imports.merge(made.type.imports);
  const code = annotation(made.type);
  const docCode = attributeDoc(made.description, 0);
  if (placed.cyclic.has(made.key)) {
    imports.add('typing_extensions', 'TypeAliasType');
    return { classCode: '', aliasCode: `${made.name} = TypeAliasType("${made.name}", ${pyString(code)})`, docCode, fields: [] };
  }
  imports.add('typing', 'TypeAlias');
  return { classCode: '', aliasCode: `${made.name}: TypeAlias = ${code}`, docCode, fields: [] };
}

/** The view of one module of models. */
export function modelsView(
  root: string, module: string, title: string, placed: Placed, definitions: ReadonlyMap<string, Definition>, firstParty: ReadonlySet<string>,
): ModelsView {
  const imports = new Imports();
  const names = (key: string): string => definitions.get(key)?.name ?? 'Model';
  const made = placed.modules.get(module) ?? [];
  const done = new Set<string>();
  const rebuilt: { className: string }[] = [];
  const views = made.map((definition) => {
    const later = [...needs(definition)].some((key) => placed.moduleOf.get(key) === module && !done.has(key));
    done.add(definition.key);
    if (later && definition.kind === 'class') rebuilt.push({ className: definition.name });
    return definition.kind === 'class' ? classView(definition, names, placed, imports) : aliasView(definition, placed, imports);
  });
  if (rebuilt.length > 0) imports.add('__future__', 'annotations');
  importTypes(root, module, new Set(made.flatMap((definition) => [...needs(definition)])), placed, definitions, imports);
  return { docCode: docstring(null, title, 0), importsCode: imports.code(firstParty), definitions: views, rebuilt };
}

/** Imports the named types that live in other modules. */
export function importTypes(
  root: string, module: string, keys: ReadonlySet<string>, placed: Placed, definitions: ReadonlyMap<string, Definition>, imports: Imports,
): void {
  for (const key of keys) {
    const home = placed.moduleOf.get(key);
    const name = definitions.get(key)?.name;
    if (home !== undefined && name !== undefined && home !== module) imports.add(`${root}.${home}`, name);
  }
}
