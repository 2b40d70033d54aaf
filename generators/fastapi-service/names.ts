/** Python names for whatever a document calls things: always ASCII, never reserved, unique in their scope. */

const KEYWORDS = new Set(
  ('False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield').split(' '),
);

/** Names a generated module uses itself, in any of its files; a class may not take them. */
const CLASS_RESERVED = new Set(
  // O and I are refused by linters: they look like digits.
  ('O I Annotated Answer Any Date Integer Number Upload APIRouter BaseModel Collection ClassVar ConfigDict Decimal Depends Ellipsis FastAPI Dependencies Field Generic Handlers Iterable ' +
    'AsyncIterator Literal Model NotImplemented NotModified NotObject NotWritten Omittable OperationRequest Operations PlainDecimal Reply Request ' +
    'Response SERVICE Service Settings Timestamp TypeAlias TypeAliasType UUID UploadFile ' +
    'ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError ' +
    'BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ' +
    'ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup ' +
    'FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning ' +
    'IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ' +
    'ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError ' +
    'PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning ' +
    'RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit ' +
    'TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ' +
    'UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError').split(' '),
);

/** What pydantic, or a type in an annotation, calls its own. */
const ATTRIBUTE_RESERVED = new Set(
  ('copy json dict schema validate construct parse_obj parse_raw parse_file from_orm schema_json update_forward_refs ' +
    'model_config model_fields model_computed_fields model_extra model_fields_set model_construct model_copy ' +
    'model_dump model_dump_json model_json_schema model_parametrized_name model_post_init model_rebuild ' +
    'model_validate model_validate_json model_validate_strings ' +
    'l str int float bool list dict tuple bytes object date datetime body operation_id').split(' '),
);

/** Names a router or an operations class uses itself. */
const METHOD_RESERVED = new Set(
  'answer authorise call collections entities handlers receive request resources router self stores abstractmethod print'.split(' '),
);

const MODULE_RESERVED = new Set('main tables resources dependencies shared stores migrations tests test openapi'.split(' '));

/** ASCII words of any text; accents fall away, other scripts are spelled by code point only when nothing is left. */
export function words(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  const found = plain.match(/[A-Za-z0-9]+/g);
  if (found !== null) return found;
  return [...text].slice(0, 4).map((character) => `u${(character.codePointAt(0) ?? 0).toString(16)}`);
}

/** `snake_case`; starts with a letter (`prefix` before a digit). */
export function snake(text: string, prefix: string): string {
  const joined = words(text).map((word) => word.toLowerCase()).join('_').slice(0, 120);
  if (joined === '') return prefix;
  return /^\d/.test(joined) ? `${prefix}_${joined}` : joined;
}

/** `PascalCase`; starts with a letter. A name that already is one stays as it is. */
export function pascal(text: string, prefix: string): string {
  if (/^[A-Z][A-Za-z0-9]*$/.test(text)) return text;
  const joined = words(text).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('').slice(0, 120);
  if (joined === '') return prefix;
  return /^\d/.test(joined) ? `${prefix}${joined}` : joined;
}

/** Hands out each name once, ignoring nothing; the second to ask gets `name_`, or `name_2`. */
export class Scope {
  private readonly taken = new Set<string>();

  constructor(private readonly reserved: ReadonlySet<string>) {}

  private free(name: string): boolean {
    return !this.taken.has(name) && !this.reserved.has(name) && !KEYWORDS.has(name);
  }

  /** The first free one of `candidates`, else the last of them with a suffix. */
  take(...candidates: readonly string[]): string {
    let name = candidates.find((candidate) => this.free(candidate));
    const last = candidates.at(-1) ?? 'name';
    if (name === undefined && this.free(`${last}_`)) name = `${last}_`;
    for (let count = 2; name === undefined; count += 1) if (this.free(`${last}_${count}`)) name = `${last}_${count}`;
    this.taken.add(name);
    return name;
  }
}

/** Class names of one service: unique across its modules, so that no import needs an alias. */
export const classScope = (): Scope => new Scope(CLASS_RESERVED);
/** Methods of an operations class and functions of its router. */
export const methodScope = (): Scope => new Scope(METHOD_RESERVED);
/** Modules and constants of a service. */
export const moduleScope = (): Scope => new Scope(MODULE_RESERVED);

/** Attribute of each wire name in one model. A wire name that is a fine attribute keeps it whatever its neighbours are. */
export function attributes(wires: readonly string[]): ReadonlyMap<string, string> {
  const scope = new Scope(ATTRIBUTE_RESERVED);
  const result = new Map<string, string>();
  const plain = (wire: string): boolean => snake(wire, 'field') === wire;
  for (const wire of wires.filter(plain)) result.set(wire, scope.take(wire));
  for (const wire of wires.filter((wire) => !plain(wire))) result.set(wire, scope.take(snake(wire, 'field')));
  return result;
}
