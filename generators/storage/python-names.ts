/**
 * Names in the generated Python that come from a spec. Every name is legal there, shadows nothing that the
 * generated modules use, and is unique in its scope; what is already fine stays as it is.
 */

const KEYWORDS = [
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del',
  'elif', 'else', 'except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal',
  'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield',
];

/** Attributes of a SQLModel class that a column must not hide (the list is what `dir(SQLModel)` says). */
const SQLMODEL_ATTRIBUTES = [
  'construct', 'copy', 'dict', 'from_orm', 'json', 'metadata', 'model_computed_fields', 'model_config',
  'model_construct', 'model_copy', 'model_dump', 'model_dump_json', 'model_extra', 'model_fields',
  'model_fields_set', 'model_json_schema', 'model_parametrized_name', 'model_post_init', 'model_rebuild',
  'model_validate', 'model_validate_json', 'model_validate_strings', 'parse_file', 'parse_obj', 'parse_raw',
  'registry', 'schema', 'schema_json', 'sqlmodel_update', 'update_forward_refs', 'validate',
];

/** Names that a table class body reads: a column of the same name would be found first. */
const READ_IN_CLASS_BODIES = [
  'bool', 'decimal', 'dt', 'float', 'int', 'list', 'orm', 'postgresql', 'sa', 'sqlmodel', 'str', 'typing', 'uuid',
];

const SYSTEM_ATTRIBUTES = ['id', 'created_at', 'updated_at', 'version'];

/** Linters refuse them: they look like digits. */
const AMBIGUOUS = ['I', 'O', 'l'];

const reservedAttributes = new Set([...AMBIGUOUS, ...KEYWORDS, ...SQLMODEL_ATTRIBUTES, ...READ_IN_CLASS_BODIES, ...SYSTEM_ATTRIBUTES]);
const keywords = new Set([...AMBIGUOUS, ...KEYWORDS]);

/** Hands out names of one scope; a taken or reserved name gets underscores until it is free. */
export class Scope {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.taken = new Set(reserved);
  }

  /** The wanted name, or the nearest free one. */
  take(wanted: string): string {
    let name = wanted;
    while (this.taken.has(name)) name += '_';
    this.taken.add(name);
    return name;
  }
}

/** A scope for the attributes of one table class. */
export function attributeScope(): Scope {
  return new Scope(reservedAttributes);
}

/** A scope for class names of one package, or for its module names. */
export function identifierScope(): Scope {
  return new Scope(keywords);
}
