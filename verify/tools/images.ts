/** `node verify/run.mjs verify/tools/images.ts REFERENCE…`: makes stand-in base images ahead of time. */
import { imageEnvironment } from '../repository/images.js';
import { standInBase } from './bases.js';

const env = await imageEnvironment(process.env);
for (const reference of process.argv.slice(2)) {
  await standInBase(reference, env);
  console.log(`ready   ${reference}`);
}
