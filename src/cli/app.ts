/** Everything but the executable itself: what the build makes one bundle of. */
export { realSystem, systemWith } from '../write/system.js';
export { main } from './program.js';
export { packedTool } from './tool.js';
