import { language } from "@/lib/words";

/** Digits as people group them. A decimal is text and stays exact: no double ever holds it. */
export function formatNumber(value: number | string): string {
  const text = String(value);
  const [, sign = "", whole = "", fraction] = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(text) ?? [];
  if (whole === "") return text;
  const grouped = new Intl.NumberFormat(language).format(BigInt(whole));
  return `${sign === "-" ? "\u2212" : ""}${grouped}${fraction === undefined ? "" : `${decimalPoint()}${fraction}`}`;
}

function decimalPoint(): string {
  const part = new Intl.NumberFormat(language)
    .formatToParts(1.5)
    .find(({ type }) => type === "decimal");
  return part?.value ?? ".";
}
