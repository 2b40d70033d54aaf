/** Why the pipeline is as it is. */
import type { SlotTypes } from '../../src/kit.js';

export const decisions: readonly SlotTypes['decision'][] = [
  {
    slug: 'eight-stages-one-after-another',
    title: 'Eight stages follow one another, each spread over machines',
    context: `The constitution orders eight stages and gives the whole pipeline less than fifteen minutes. One machine that does
everything is too slow; stages that all start at once publish nothing safely and report noise after the first fault.`,
    decision: `Each stage is a job that waits for the one before. Within a stage the services, the shared packages and the web app
have machines of their own. Every job calls one make target and has a timeout; the timeouts add up to less than the limit. What a
stage installs or builds is kept under the digest of the locks or handed on, never made twice.`,
    consequences: [
      'A red stage stops everything after it, publication above all, and says at a glance what kind of fault it is.',
      'The limit of the specification is kept by construction: a stage that grows has to be made faster, or another one give way.',
      'Eight jobs in a row wait eight times for a machine.',
    ],
    alternatives: [
      'Stages side by side: quicker on a good day, but the order of the constitution would be a convention only.',
      'One job with eight steps: nothing runs in parallel, and every stage has the permissions of publication.',
    ],
    rules: ['CI-01', 'CI-09', 'CI-10', 'CI-11'],
  },
  {
    slug: 'one-check-and-rules-as-data',
    title: 'One check guards main, and the rules of the branch are files',
    context: `A hosting service lets a skipped job pass as a required check, and rules that are clicked together are seen by nobody
and reviewed by nobody.`,
    decision: `A last job reads the outcome of every stage and is the check that main asks for. The rule sets lie under
.github/rulesets and are applied by make branch-rules. Paths that need two approvals stand in .github/critical-paths.txt, and are
read from the branch that is merged into.`,
    consequences: [
      'A new service changes no rule of the branch.',
      'A change of the rules is reviewed like code, and has to be applied by an administrator.',
      'Nobody is exempt, administrators included.',
    ],
    alternatives: [
      'Every job as a required check: each new service would need new rules, and forgetting them would be silent.',
      'Terraform for the hosting service: a state and a token with wide rights, for two files.',
    ],
    rules: ['GIT-04', 'REV-02', 'REV-04'],
  },
  {
    slug: 'images-are-signed-by-the-pipeline',
    title: 'Images are signed by the pipeline, without a key',
    context: 'An image is only as trustworthy as what can be proved about it: which commit, which pipeline, which packages.',
    decision: `The stage publish signs each image with the identity that the pipeline has (cosign, keyless), attaches its bill of
materials and the provenance of the build. A release adds a version tag to the same digest after it verified that signature;
nothing is built again.`,
    consequences: [
      'There is no signing key to keep, to rotate or to lose.',
      'What runs in production is, byte for byte, what passed the stages on main.',
      'Signatures stand in a public log: names of images are visible there.',
    ],
    alternatives: [
      'A key in a secret store: works without the public log, and has to be rotated.',
      'Building again for a release: another image than the tested one.',
    ],
    rules: ['IMG-01', 'REG-02'],
  },
];
