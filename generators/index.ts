/** Every generator of the standard blueprints, alphabetical. Order never matters: a test shuffles it. */
import type { Generator } from '../src/kit.js';
import { fastapiService } from './fastapi-service/index.js';
import { specs } from './specs/index.js';
import { storage } from './storage/index.js';

export const generators: readonly Generator[] = [fastapiService, specs, storage];
