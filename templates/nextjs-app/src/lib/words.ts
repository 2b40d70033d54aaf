import { en, type Message } from "@/messages/en";

/** The language of the catalogue in use, and the direction it is written in. */
export const language = "en";
export const direction: "ltr" | "rtl" = "ltr";

type Values = Readonly<Record<string, string | number>>;
/** Messages that have a form for one and a form for more. */
type Counted = Message extends infer M ? (M extends `${infer Base}.other` ? Base : never) : never;

const plurals = new Intl.PluralRules(language);

/** A message of the catalogue with its places filled. */
export function words(message: Message, values: Values = {}): string {
  return en[message].replaceAll(/\{(\w+)\}/gu, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  );
}

/** A message in the form that the language has for `count`. */
export function counted(message: Counted, count: number): string {
  const form = plurals.select(count) === "one" ? "one" : "other";
  return words(`${message}.${form}`, { count: new Intl.NumberFormat(language).format(count) });
}

/** A name inside a sentence: `Product` as `product`, `HTTP server` as it is. */
export function inSentence(name: string): string {
  return /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
