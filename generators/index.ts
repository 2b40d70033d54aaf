/** Every generator of the standard blueprints, alphabetical. Order never matters: a test shuffles it. */
import type { Generator } from '../src/kit.js';
import { adr } from './adr/index.js';
import { apiReference } from './api-reference/index.js';
import { architecture } from './architecture/index.js';
import { capacity } from './capacity/index.js';
import { ci } from './ci/index.js';
import { collaboration } from './collaboration/index.js';
import { docs } from './docs/index.js';
import { fastapiService } from './fastapi-service/index.js';
import { helmChart } from './helm-chart/index.js';
import { localdev } from './localdev/index.js';
import { nextjsApp } from './nextjs-app/index.js';
import { runbooks } from './runbooks/index.js';
import { serviceTestsGenerator } from './service-tests/index.js';
import { servicekit } from './servicekit/index.js';
import { specs } from './specs/index.js';
import { storage } from './storage/index.js';
import { workspace } from './workspace/index.js';

export const generators: readonly Generator[] = [
  adr,
  apiReference,
  architecture,
  capacity,
  ci,
  collaboration,
  docs,
  fastapiService,
  helmChart,
  localdev,
  nextjsApp,
  runbooks,
  serviceTestsGenerator,
  servicekit,
  specs,
  storage,
  workspace,
];
