/** Python types as values: what the schema reader makes, and the module writer prints. */
import type { Imports } from '../python.js';

/** A type expression. Names of generated classes stand in it as they are: they are unique in the service. */
export interface PyType {
  /** `list[Product]`, without `None`. */
  readonly code: string;
  /** Also takes null. */
  readonly nullable: boolean;
  /** Keys of the definitions it names. */
  readonly uses: ReadonlySet<string>;
  readonly imports: Imports;
}

export interface Field {
  readonly wire: string;
  readonly attribute: string;
  readonly type: PyType;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** Python code of the default, or null. */
  readonly defaultCode: string | null;
  readonly description: string | null;
}

interface Named {
  /** JSON pointer, or a name of our own: unique. */
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
}

/** An object with named properties. */
export interface ClassDefinition extends Named {
  readonly kind: 'class';
  /** Key of the class it inherits from, or null for `Model`. */
  readonly base: string | null;
  /** Unknown properties are kept, unless the schema forbids them. */
  readonly closed: boolean;
  readonly extra: PyType | null;
  readonly fields: readonly Field[];
  /** Value of the property that tells it from its siblings: wire name -> value. */
  readonly constants: ReadonlyMap<string, string>;
}

/** Any other schema that has a name. */
export interface AliasDefinition extends Named {
  readonly kind: 'alias';
  readonly type: PyType;
  /** Spelled out where it is used, unless it refers to itself. */
  readonly inline: boolean;
}

export type Definition = ClassDefinition | AliasDefinition;
