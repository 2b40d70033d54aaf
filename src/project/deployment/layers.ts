/**
 * Where a setting of a workload in an environment comes from. Later layers win, key by key: the project, the
 * environment, the service, the service in that environment.
 */
import type { Json, JsonObject } from '../../json.js';

export type Path = readonly string[];

/** A value that the spec gives, with its place. */
export interface Given<T> {
  readonly value: T;
  readonly path: Path;
}

export class Layers {
  private readonly paths: readonly Path[];

  constructor(private readonly sections: JsonObject, environment: string, workload: string) {
    this.paths = [[], ['environments', environment], ['services', workload], ['environments', environment, 'services', workload]];
  }

  /** What the spec says of `resources.cpu`, or null. */
  given<T extends Json>(...keys: Path): Given<T> | null {
    for (const base of this.paths.toReversed()) {
      const path = [...base, ...keys];
      const value = valueAt(this.sections, path);
      if (value !== undefined) return { value: value as T, path };
    }
    return null;
  }

  /** The number of replicas that an environment fixes, whatever the project and the service say of scaling. */
  fixed(complain: (path: Path, message: string, help: string) => void): Given<number> | null {
    const [, environment = [], , service = []] = this.paths;
    for (const base of [service, environment]) {
      const value = valueAt(this.sections, [...base, 'replicas']);
      const bounds = ['min', 'max'].filter((key) => valueAt(this.sections, [...base, 'scaling', key]) !== undefined);
      if (value !== undefined && bounds.length > 0) complain([...base, 'replicas'], `\`replicas\` fixes the number that \`scaling.${bounds[0] ?? ''}\` leaves open.`, 'Say one or the other.');
      if (value !== undefined) return { value: value as number, path: [...base, 'replicas'] };
      if (bounds.length > 0) return null;
    }
    return null;
  }
}

/** The value at a path, or undefined. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}
