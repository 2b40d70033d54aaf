/** Names of resources and actions: in addresses, file names and on the screen. */

/** `stockItems`, `stock_items` and `Stock items` as `stock-items`; `fallback` where nothing is left. */
export function slug(value: string, fallback: string): string {
  const words = value
    .normalize('NFKD')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/gu, '-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60)
    .replace(/-+$/u, '');
  return words === '' ? fallback : words;
}

/** The same names, told apart where two are equal. */
export function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
    taken.add(free);
    return free;
  });
}

/** A property's name for people: `createdAt` and `created_at` as `Created at`. */
export function words(name: string): string {
  const spaced = name
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .replaceAll(/[\s_.-]+/gu, ' ')
    .trim();
  const lower = spaced
    .split(' ')
    .map((word) => (/^\p{Lu}{2,}\d*$/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return lower === '' ? name : `${lower.charAt(0).toUpperCase()}${lower.slice(1)}`;
}

/** `booking` of `bookings`, `category` of `categories`. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/iu.test(word)) return word;
  if (/ies$/iu.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|s|z)es$/iu.test(word)) return word.slice(0, -2);
  return word.replace(/s$/iu, '');
}

/** Letters and digits only, for comparing names. */
export function plain(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}
