/** Branch rules as data, in the form that GitHub's API takes them: `make branch-rules` applies them. */
import type { Json, JsonObject } from '../../src/kit.js';

/** GitHub Actions itself: nobody else can report a check of these names. */
const ACTIONS_APP = 15_368;
const CHECKS = ['all stages', 'conventions', 'approvals'];

/** main: only by reviewed pull requests whose checks passed; nobody forces, nobody deletes, nobody is exempt. */
export const mainRules: Json = {
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
  rules: [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'required_linear_history' },
    {
      type: 'pull_request',
      parameters: {
        allowed_merge_methods: ['squash', 'rebase'],
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: true,
        require_last_push_approval: true,
        required_approving_review_count: 1,
        required_review_thread_resolution: true,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        do_not_enforce_on_create: false,
        required_status_checks: CHECKS.map((context) => ({ context, integration_id: ACTIONS_APP })),
      },
    },
  ],
};

const TAGS: JsonObject = {
  target: 'tag',
  enforcement: 'active',
  conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
};

/** Tags of releases, once made, stay where they are. */
export const tagRules: Json = { name: 'release tags', ...TAGS, bypass_actors: [], rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'update' }] };

/** GitHub's numbers of the roles maintain and admin. */
const RELEASERS = [2, 5];

/** Who may make them. A set of its own: whoever is exempt from a rule is exempt from its whole set. */
export const releaseRules: Json = {
  name: 'releases',
  ...TAGS,
  bypass_actors: RELEASERS.map((id) => ({ actor_id: id, actor_type: 'RepositoryRole', bypass_mode: 'always' })),
  rules: [{ type: 'creation' }],
};
