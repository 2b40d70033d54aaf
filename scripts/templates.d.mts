export const HELPERS: readonly string[];
export function precompile(source: string, name: string): string;
