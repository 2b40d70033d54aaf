"use client";

import { useId, useState } from "react";
import { Icon } from "@/components/icon";
import { applyTheme, type Theme } from "@/lib/theme";
import { words } from "@/lib/words";

const CHOICES = [
  { theme: "light", icon: "sun", label: "theme.light" },
  { theme: "dark", icon: "moon", label: "theme.dark" },
  { theme: "system", icon: "screen", label: "theme.system" },
] as const;

export function ThemeChoice({ theme }: { readonly theme: Theme }) {
  const name = useId();
  const [chosen, choose] = useState(theme);
  return (
    <fieldset>
      <legend className="mb-2 text-xs text-muted">{words("theme.label")}</legend>
      <div className="grid grid-cols-3 gap-1 rounded-control bg-sunken p-1">
        {CHOICES.map((choice) => (
          <label
            className="flex min-h-9 items-center justify-center gap-1.5 rounded-md px-1 text-xs has-checked:bg-surface has-checked:font-medium has-checked:shadow-raised has-focus-visible:outline-2 has-focus-visible:outline-accent"
            key={choice.theme}
          >
            <input
              checked={chosen === choice.theme}
              className="sr-only"
              name={name}
              onChange={() => {
                choose(choice.theme);
                applyTheme(choice.theme);
              }}
              type="radio"
              value={choice.theme}
            />
            <Icon className="size-4" name={choice.icon} />
            {words(choice.label)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
