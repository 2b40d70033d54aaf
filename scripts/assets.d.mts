export function sha256(bytes: Uint8Array | string): string;
export function pack(bytes: Uint8Array): Buffer;
export function filesBelow(folder: string): string[];
export function templateFolders(root: string): string[];
export function readBlueprints(root: string): unknown[];
export function readManifests(root: string): unknown[];
