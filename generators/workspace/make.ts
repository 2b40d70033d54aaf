/** The Makefile, its scripts, and the steps of the CI stages: one small script each. */
import { copy, template, type PlannedFile, type SlotTypes } from '../../src/kit.js';

const SCRIPTS = ['help.sh', 'lib.sh', 'setup.sh', 'stage.sh', 'pytest.sh', 'containers.sh', 'format.sh', 'lock.sh', 'smoke.sh'];

const STEPS = [
  'lint/10-ruff', 'lint/20-ruff-format', 'lint/30-mypy', 'lint/35-packages', 'lint/40-yamllint', 'lint/50-markdownlint', 'lint/60-shellcheck',
  'lint/70-hadolint', 'lint/75-workflows', 'lint/80-gitleaks', 'security-deps/10-pip', 'security-deps/20-npm', 'test-unit/10-python', 'build/10-python', 'build/20-sbom',
  'test-integration/10-python', 'test-contract/10-python', 'test-contract/50-breaking', 'test-contract/90-coverage', 'image/10-containers', 'image/20-smoke',
  'image/30-scan', 'publish/10-containers', 'publish/20-sign',
];

/** The Makefile and everything under make/, with a script for each step that another generator sends. */
export function makeFiles(steps: readonly SlotTypes['makeStep'][]): readonly PlannedFile[] {
  return [
    copy('Makefile', 'Makefile', { rules: ['CI-01', 'CI-02', 'CI-03', 'CI-04', 'CI-05', 'CI-06', 'CI-07', 'CI-08'] }),
    ...SCRIPTS.map((name) => copy(`make/${name}`, `make/${name}`, { executable: !['lib.sh', 'containers.sh'].includes(name) })),
    ...STEPS.map((name) => copy(`make/stages/${name}.sh`, `make/stages/${name}.sh`, { executable: true })),
    ...steps.map(sentStep),
  ];
}

/** Sent steps run after the standard ones of their stage, in the order of the slot. */
function sentStep(step: SlotTypes['makeStep'], index: number): PlannedFile {
  const view = { why: `Part of make ${step.target}.`, run: step.run };
  return template(`make/stages/${step.target}/${String(50 + index)}-${step.name}.sh`, 'step.sh.hbs', view, { executable: true });
}
