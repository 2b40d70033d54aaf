/** Texts that match a pattern: as much of ECMA 262 as documents use. */

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join(
  "",
);

/** Numbers between 0 and 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A text that matches; anchors and look-arounds count as nothing, so the caller checks it. */
export function matching(pattern: string, next: () => number): string {
  return new Writer(pattern, next).alternatives();
}

class Writer {
  readonly #pattern: string;
  readonly #next: () => number;
  #at = 0;

  constructor(pattern: string, next: () => number) {
    this.#pattern = pattern;
    this.#next = next;
  }

  alternatives(): string {
    const all = [this.#sequence()];
    while (this.#pattern[this.#at] === "|") {
      this.#at += 1;
      all.push(this.#sequence());
    }
    return all[Math.floor(this.#next() * all.length)] ?? "";
  }

  #sequence(): string {
    let text = "";
    while (this.#at < this.#pattern.length && !"|)".includes(this.#pattern[this.#at] ?? ""))
      text += this.#repeated();
    return text;
  }

  #repeated(): string {
    const from = this.#at;
    const first = this.#atom();
    const [least, most] = this.#times();
    const end = this.#at;
    const count = least + Math.floor(this.#next() * (Math.min(most, least + 6) - least + 1));
    if (count === 0) return "";
    let text = first;
    for (let index = 1; index < count; index += 1) {
      this.#at = from;
      text += this.#atom();
    }
    this.#at = end;
    return text;
  }

  #times(): readonly [number, number] {
    const rest = this.#pattern.slice(this.#at);
    const [whole = "", least = "", comma, most = ""] = /^\{(\d+)(,)?(\d*)\}\??/u.exec(rest) ?? [];
    if (whole !== "") {
      this.#at += whole.length;
      return [
        Number(least),
        comma === undefined ? Number(least) : most === "" ? Number(least) + 6 : Number(most),
      ];
    }
    const [sign = ""] = /^[*+?]\??/u.exec(rest) ?? [];
    this.#at += sign.length;
    return sign === ""
      ? [1, 1]
      : sign.startsWith("?")
        ? [0, 1]
        : sign.startsWith("*")
          ? [0, 6]
          : [1, 6];
  }

  #atom(): string {
    const character = this.#pattern[this.#at] ?? "";
    this.#at += 1;
    if (character === "^" || character === "$") return "";
    if (character === ".") return this.#oneOf(LETTERS);
    if (character === "(") return this.#group();
    if (character === "[") return this.#oneOf(this.#classOf());
    if (character !== "\\") return character;
    return this.#oneOf(this.#escape());
  }

  #group(): string {
    const [start = ""] = /^\?(?::|=|!|<=|<!|<[^>]+>)/u.exec(this.#pattern.slice(this.#at)) ?? [];
    this.#at += start.length;
    const text = this.alternatives();
    this.#at += 1;
    return /^\?(?:=|!|<=|<!)$/u.test(start) ? "" : text;
  }

  #escape(): string {
    const character = this.#pattern[this.#at] ?? "";
    this.#at += 1;
    if (character === "d") return DIGITS;
    if (character === "w") return `${LETTERS}${DIGITS}_`;
    if (character === "s") return " ";
    if (character === "b" || character === "B") return "";
    const [code] = /^u[0-9a-fA-F]{4}/u.exec(this.#pattern.slice(this.#at - 1)) ?? [];
    if (code === undefined) return character;
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  }

  #classOf(): string {
    const negated = this.#pattern[this.#at] === "^";
    if (negated) this.#at += 1;
    let all = "";
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== "]") {
      const first = this.#member();
      if (
        this.#pattern[this.#at] === "-" &&
        this.#pattern[this.#at + 1] !== "]" &&
        first.length === 1
      ) {
        this.#at += 1;
        all += range(first, this.#member());
      } else all += first;
    }
    this.#at += 1;
    return negated ? [...PRINTABLE].filter((one) => !all.includes(one)).join("") : all;
  }

  #member(): string {
    const character = [...this.#pattern.slice(this.#at)][0] ?? "";
    this.#at += character.length;
    return character === "\\" ? this.#escape() : character;
  }

  #oneOf(characters: string): string {
    const all = [...characters];
    return all[Math.floor(this.#next() * all.length)] ?? "";
  }
}

/** The printable ones of a range; wide ranges are cut. */
function range(from: string, to: string): string {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  const start = first < 32 ? Math.min(97, last) : first;
  return Array.from({ length: Math.min(last - start + 1, 200) }, (_, index) =>
    String.fromCodePoint(start + index),
  ).join("");
}
