/** Errors of the operating system, in words. */
import { EnvironmentError } from '../problems.js';

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['no space is left on the disk', 'Free some space and run the command again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space and run the command again.'],
  EACCES: ['permission denied', 'Make the folder writable for your user and run the command again.'],
  EPERM: ['the system does not allow it', 'Check who owns the folder and run the command again.'],
  EROFS: ['the file system is read-only', 'Choose a folder that can be written.'],
  EMFILE: ['too many files are open', 'Raise the limit with `ulimit -n` and run the command again.'],
  ENFILE: ['too many files are open', 'Close other programs and run the command again.'],
  EIO: ['the disk failed', 'Check the disk and run the command again.'],
  ENAMETOOLONG: ['a path is too long', 'Choose a folder with a shorter path.'],
  ENOENT: ['the folder is not there and cannot be made', 'Choose another place.'],
  ENOTDIR: ['a file is where a folder is needed', 'Choose another place, or move that file away.'],
  ENOTEMPTY: ['something is there already', 'Choose another folder, or move away what is in this one.'],
  EEXIST: ['something is there already', 'Choose another folder, or move away what is in this one.'],
  ELOOP: ['symbolic links lead in a circle', 'Choose another place.'],
  EBUSY: ['a file is in use', 'Close the program that uses it and run the command again.'],
};

/** The code of a system error (`ENOENT`), or null for anything else. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether something could be done; an error of the system is no more than a no. */
export function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

/** A system error as an EnvironmentError; any other error comes back as it is. */
export function asEnvironmentError(error: unknown, what: string): unknown {
  const code = errorCode(error);
  if (error instanceof EnvironmentError || code === null || !/^E[A-Z0-9]+$/.test(code)) return error;
  const [words, help] = WORDS[code] ?? [`the system answered ${code}`, 'Run the command again; `specwright doctor` looks at the surroundings.'];
  const { path, dest = path } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const place = dest === undefined ? '' : ` (${dest})`;
  return new EnvironmentError(`${what}: ${words}${place}`, help);
}
