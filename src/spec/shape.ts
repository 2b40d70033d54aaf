/**
 * Shapes: the vocabulary in which the spec language is written down once (see language.ts). A shape is data; from
 * it come the TypeScript type ({@link Infer}), the published JSON Schema (schema.ts) and the diagnostics (check.ts).
 * A library schema would give the first two, yet not positions, nearest names and words of our own, and would
 * cost more to load than the whole of this stage.
 */
import type { JsonObject } from '../json.js';

interface Words {
  readonly title?: string;
  /** Shown by editors on hover. */
  readonly description?: string;
  readonly examples?: readonly unknown[];
}
/** Carries the type a shape stands for; never present at run time. */
declare const type: unique symbol;
interface Typed<T> {
  readonly [type]?: T;
}

export interface TextShape extends Words, Typed<string> {
  readonly kind: 'text';
  /** Anchored by the checker; null = free text. */
  readonly pattern: string | null;
  readonly min: number;
  readonly max: number;
  /** "a name such as `shop`" */
  readonly expected: string;
  /** Line ends and tabs are the only control characters of free text; raw text (patterns, defaults) may hold any. */
  readonly raw?: boolean;
  /** The pattern is that of a date, which must be one of the calendar. */
  readonly calendar?: boolean;
  /** What the published schema says in place of the pattern, where editors can be told more. */
  readonly published?: JsonObject;
}
export interface NumberShape extends Words, Typed<number> {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** Why the limit is where it is, such as a rule of the constitution. */
  readonly why: string | null;
}
export interface BooleanShape extends Words, Typed<boolean> {
  readonly kind: 'boolean';
}
export interface ConstantShape<T = unknown> extends Words, Typed<T> {
  readonly kind: 'constant';
  readonly values: readonly (string | number | boolean | null)[];
  /** Help for values that people expect to work. */
  readonly hint?: (written: string) => string | null;
}
export interface ListShape<S extends Shape = Shape> extends Words, Typed<readonly Infer<S>[]> {
  readonly kind: 'list';
  readonly item: S;
  readonly min: number;
  readonly distinct: boolean;
}
/** A collection keyed by name. Keys are unique ignoring case. */
export interface MapShape<S extends Shape = Shape> extends Words, Typed<ReadonlyMap<string, Infer<S>>> {
  readonly kind: 'map';
  readonly key: TextShape;
  readonly value: S;
  readonly min: number;
}
export interface RecordShape<F extends Fields = Fields> extends Words, Typed<Record_<F>> {
  readonly kind: 'record';
  readonly fields: F;
  readonly required: readonly string[];
  /** What the thing is, in an unknown key's message: "an entity". */
  readonly name: string;
  /** Said of keys that people expect here and that are refused for a reason. */
  readonly refused: Readonly<Record<string, string>>;
}
/** One of several shapes that the kind of YAML node tells apart. */
export interface EitherShape<T = unknown> extends Words, Typed<T> {
  readonly kind: 'either';
  readonly options: readonly Shape[];
  readonly expected: string;
}
/** Any JSON; what it must be depends on its surroundings. */
export interface AnyShape extends Words, Typed<unknown> {
  readonly kind: 'any';
  readonly schema: JsonObject;
}
export type Shape = TextShape | NumberShape | BooleanShape | ConstantShape | ListShape | MapShape | RecordShape | EitherShape | AnyShape;
export type Fields = Readonly<Record<string, Shape>>;
type Record_<F extends Fields> = { readonly [K in keyof F]?: Infer<F[K]> | undefined };

/** The type of the value a shape describes. Record keys are optional: what is wrong is left out and reported. */
export type Infer<S> = S extends Typed<infer T> ? T : never;

const ANYTHING = 20_000;

/** Free text of 1 to 20,000 code points. */
export function text(expected: string, words: Words & { max?: number; min?: number; raw?: boolean; published?: JsonObject } = {}): TextShape {
  const { max = ANYTHING, min = 1, ...rest } = words;
  return { kind: 'text', pattern: null, min, max, expected, ...rest };
}
/** Text of a grammar. */
export function name(pattern: string, expected: string, words: Words & { max?: number; calendar?: boolean; published?: JsonObject } = {}): TextShape {
  const { max = ANYTHING, ...rest } = words;
  return { kind: 'text', pattern, min: 1, max, expected, ...rest };
}
export type Limits = Words & { min?: number; max?: number; why?: string };
function numeric(integer: boolean, { min, max, why, ...words }: Limits): NumberShape {
  return { kind: 'number', integer, min: min ?? null, max: max ?? null, why: why ?? null, ...words };
}
export function integer(limits: Limits = {}): NumberShape {
  return numeric(true, limits);
}
export function number(limits: Limits = {}): NumberShape {
  return numeric(false, limits);
}
export function flag(words: Words = {}): BooleanShape {
  return { kind: 'boolean', ...words };
}
export function oneOf<const T extends readonly (string | number | boolean | null)[]>(values: T, words: Words & { hint?: (written: string) => string | null } = {}): ConstantShape<T[number]> {
  return { kind: 'constant', values, ...words };
}
export function list<S extends Shape>(item: S, words: Words & { min?: number; distinct?: boolean } = {}): ListShape<S> {
  const { min = 0, distinct = true, ...rest } = words;
  return { kind: 'list', item, min, distinct, ...rest };
}
export function mapOf<S extends Shape>(key: TextShape, value: S, words: Words & { min?: number } = {}): MapShape<S> {
  const { min = 0, ...rest } = words;
  return { kind: 'map', key, value, min, ...rest };
}
export function record<F extends Fields>(
  what: string,
  fields: F,
  options: Words & { required?: readonly (keyof F & string)[]; refused?: Readonly<Record<string, string>> } = {},
): RecordShape<F> {
  const { required = [], refused = {}, ...words } = options;
  return { kind: 'record', name: what, fields, required, refused, ...words };
}
export function either<const S extends readonly Shape[]>(expected: string, options: S, words: Words = {}): EitherShape<Infer<S[number]>> {
  return { kind: 'either', options, expected, ...words };
}
export function any(schema: JsonObject, words: Words = {}): AnyShape {
  return { kind: 'any', schema, ...words };
}
/** The same shape with words of its own for editors. */
export function described<S extends Shape>(shape: S, description: string, examples?: readonly unknown[]): S {
  return { ...shape, description, ...(examples === undefined ? {} : { examples }) };
}
