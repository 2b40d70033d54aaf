/** The appearance is a cookie, so that the server draws the right one at once: no script, no flash. */
export const THEME_COOKIE = "theme";
export type Theme = "light" | "dark" | "system";

export function themeOf(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** Takes effect at once and for a year. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${THEME_COOKIE}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
