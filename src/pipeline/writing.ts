/** From decided changes to what the writer needs: the next lock and the pristine bytes behind it. */
import type { Changes, Lock, LockedInput } from '../merge/model.js';
import { digest } from '../render/digest.js';
import type { Tree } from '../render/model.js';
import type { Tool, Understood } from '../pipeline.js';
import type { Writing } from '../write/apply.js';
import type { BaseObject } from '../write/base.js';
import { SPEC_PATH } from '../write/layout.js';
import type { RecordingLoader } from '../write/loader.js';

/** Puts a run's results together for the writer. */
export function writingOf(understood: Understood, tree: Tree, changes: Changes, loader: RecordingLoader, tool: Tool): Writing {
  const { project, blueprint } = understood;
  const spec: BaseObject = { digest: digest(project.specText), bytes: new TextEncoder().encode(project.specText) };
  const inputs: LockedInput[] = [{ path: SPEC_PATH, digest: spec.digest }, ...loader.inputs.values()];
  const lock: Lock = {
    tool: tool.version.split('.').slice(0, 2).join('.'),
    blueprint: { name: blueprint.name, version: blueprint.version, digest: blueprint.digest },
    constitution: blueprint.constitution,
    inputs,
    outputs: changes.outputs,
    ...(changes.moved.size > 0 ? { moved: changes.moved } : {}),
    ...(changes.deleted.size > 0 ? { deleted: changes.deleted } : {}),
  };
  const documents = [...loader.contents].map(([name, bytes]) => ({ digest: name, bytes }));
  const open = changes.changes.some((change) => change.action === 'conflict');
  return { changes: changes.changes, lock, objects: [spec, ...documents, ...tree.values()], build: open ? null : tool.build };
}
