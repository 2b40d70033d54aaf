import Link from "next/link";
import type { ComponentProps } from "react";

const SHAPE =
  "inline-flex min-h-10 items-center justify-center gap-2 rounded-control px-4 text-sm font-medium transition-colors disabled:opacity-55";
const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  plain: "border border-edge/60 bg-surface text-ink hover:bg-sunken",
  quiet: "text-ink hover:bg-sunken",
  danger: "bg-danger text-on-danger hover:bg-danger-strong",
  dangerPlain: "border border-danger/60 bg-surface text-danger hover:bg-danger-soft",
} as const;

export type Look = keyof typeof LOOKS;

export function buttonClass(look: Look = "plain", more = ""): string {
  return `${SHAPE} ${LOOKS[look]} ${more}`;
}

type ButtonProps = ComponentProps<"button"> & { readonly look?: Look };

export function Button({ look = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return <button {...rest} className={buttonClass(look, className)} type={type} />;
}

type ButtonLinkProps = ComponentProps<typeof Link> & { readonly look?: Look };

/** A link that looks like a button: it leads somewhere, it does nothing. */
export function ButtonLink({ look = "plain", className = "", ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={buttonClass(look, className)} />;
}
