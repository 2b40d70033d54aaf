import type { ReactNode } from "react";
import { Icon, type IconName } from "@/components/icon";

interface StateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  /** What an error is called in the logs. */
  readonly note?: string | null;
  readonly tone?: "neutral" | "danger";
  /** `status` and `alert` are said aloud when they appear. */
  readonly role?: "status" | "alert";
  /** 1 where it is the whole page. */
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
}

/** A page or a part of one that has nothing to show, and says why and what can be done. */
export function State({
  icon,
  title,
  text,
  note = null,
  tone = "neutral",
  role,
  level = 2,
  children,
}: StateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  const colour = tone === "danger" ? "bg-danger-soft text-danger" : "bg-accent-soft text-accent";
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center" role={role}>
      <span className={`grid size-12 place-items-center rounded-full ${colour}`}>
        <Icon name={icon} className="size-6" />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      <p className="max-w-prose text-muted">{text}</p>
      {note !== null && <p className="font-mono text-xs text-muted">{note}</p>}
      {children !== undefined && (
        <div className="mt-2 flex flex-wrap justify-center gap-3">{children}</div>
      )}
    </div>
  );
}
