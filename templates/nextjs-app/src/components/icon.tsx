/** Small pictures, drawn in the colour of the text around them. They never stand alone: a name is always beside them. */
const PATHS = {
  home: "M3 10.5 10 4l7 6.5M5 9v7h3.5v-4h3v4H15V9",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  close: "m5 5 10 10M15 5 5 15",
  plus: "M10 4v12M4 10h12",
  check: "m4 10.5 4 4 8-9",
  down: "m5 7.5 5 5 5-5",
  up: "m5 12.5 5-5 5 5",
  next: "m7.5 5 5 5-5 5",
  previous: "m12.5 5-5 5 5 5",
  first: "M5.5 5v10M15 5l-5 5 5 5",
  filter: "M3 5h14l-5.5 6.5V16l-3-1.5v-3z",
  edit: "m4 16 .8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.5 6l2.6 2.6",
  delete: "M4 6h12M8 6V4h4v2m-6 0 .6 10h6.8L14 6",
  sun: "M10 2.5v2m0 11v2m7.5-7.5h-2m-11 0h-2m12.8-5.3-1.4 1.4m-7.8 7.8-1.4 1.4m10.6 0-1.4-1.4M6.1 6.1 4.7 4.7M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
  moon: "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3",
  screen: "M3 4.5h14v9H3zM7 16.5h6M10 13.5v3",
  user: "M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0m-9 9.5a6 6 0 0 1 12 0",
  warning: "M10 3.5 17.5 16h-15zM10 8.5v3m0 2.2v.1",
  lock: "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  search: "M13.5 9a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-1.3 3.2L16 16",
  empty: "M3.5 11.5 5.5 5h9l2 6.5v4h-13zm0 0H7.5a2.5 2.5 0 0 0 5 0h4",
  offline:
    "m3 3 14 14M6 8.5a8 8 0 0 1 2.5-1.3M2.5 6.5c.6-.5 1.3-1 2-1.3M9 4.5c3-.2 6 .6 8.5 2M8 11.5a5 5 0 0 1 3-.8M10 15v.1",
  action: "M11 3 5 11h4l-1 6 6-8h-4z",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  sort: "m6.5 8 3.5-4 3.5 4M6.5 12l3.5 4 3.5-4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  className = "",
}: {
  readonly name: IconName;
  readonly className?: string;
}) {
  const turns =
    name === "next" || name === "previous" || name === "first" ? "rtl:-scale-x-100" : "";
  return (
    <svg
      aria-hidden="true"
      className={`size-5 shrink-0 ${turns} ${className}`}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.6"
      viewBox="0 0 20 20"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
