/** The picture of the product in tabs and bookmarks: the first letter of its name, or a plain mark. */
export function icon(title: string): string {
  const letter = /[A-Za-z0-9]/u.exec(title)?.[0]?.toUpperCase();
  const mark =
    letter === undefined
      ? '<circle cx="16" cy="16" r="6" fill="#fff"/>'
      : `<text x="16" y="22.5" fill="#fff" font-family="system-ui, sans-serif" font-size="18" font-weight="700" text-anchor="middle">${letter}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3147c4"/>${mark}</svg>\n`;
}
