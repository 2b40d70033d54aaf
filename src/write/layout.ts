/** Where the engine keeps its own files, relative to the repository. */
export const ENGINE_FOLDER = '.specwright';
export const LOCK_PATH = '.specwright/lock';
export const BASE_FOLDER = '.specwright/base';
/** Never committed: the journal, staged files, the stamp. */
export const LOCAL_FOLDER = '.specwright/local';
export const JOURNAL_PATH = '.specwright/local/journal';
export const STAGE_FOLDER = '.specwright/local/stage';
export const OLD_FOLDER = '.specwright/local/old';
/** There while a merge waits for the user: what the lock is to be, and what was there before. */
export const OPEN_PATH = '.specwright/local/merge';
/** There while the first run in a folder is not done: what the base keeps says nothing yet about the files beside it. */
export const FIRST_PATH = '.specwright/local/first';
/** Says which build of the tool wrote which lock, so that an unchanged repository is recognised at once. */
export const STAMP_PATH = '.specwright/local/stamp';
export const ENGINE_IGNORE_PATH = '.specwright/.gitignore';
export const ENGINE_IGNORE_TEXT = '# Written by Specwright: what belongs to one machine only.\n/local/\n';
export const SPEC_PATH = 'specwright.yaml';

/** Path of a base object. */
export function objectPath(digest: string): string {
  return `${BASE_FOLDER}/${digest.slice(0, 2)}/${digest.slice(2)}`;
}
