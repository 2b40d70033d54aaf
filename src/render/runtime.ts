/** The Handlebars runtime with types of our own: it can run compiled templates and nothing else. */
import runtime from 'handlebars/runtime.js';
import type { CompiledTemplate } from './model.js';

/** One instance of the runtime. */
export interface Renderer {
  registerHelper(name: string, helper: (...values: unknown[]) => string): void;
  /** Makes a template callable. */
  template(compiled: CompiledTemplate): (view: object) => string;
}

/** A new instance: nothing another package registers reaches it. */
export function createRuntime(): Renderer {
  return (runtime as unknown as { create(): Renderer }).create();
}
