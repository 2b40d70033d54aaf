import type { Project } from '../../src/kit.js';

/** What the web app is called: `web.title` of the spec, or else the project's own title. */
export function appTitle({ sections, title }: Project): string {
  return (sections['web'] as { readonly title?: string } | undefined)?.title ?? title;
}
