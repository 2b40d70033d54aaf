##@ Pipeline and releases

.PHONY: tools
tools: ## Bring the tools that stages need and no package registry has, pinned in make/tools.txt: [TOOLS='helm …'] (needs Go)
	@bash make/tools.sh

.PHONY: advisories
advisories: ## Fetch the advisories about Python and npm packages into ADVISORY_DB, or .local/advisories
	@bash make/advisories.sh

.PHONY: check-title
check-title: ## Check a pull request's title, in TITLE, and its branch, in BRANCH
	@bash make/commits.sh title
	@bash make/commits.sh branch

.PHONY: check-commits
check-commits: ## Check the messages of the commits that are not on main yet, or of [RANGE=a..b]
	@bash make/commits.sh range

.PHONY: check-approvals
check-approvals: ## Check that a pull request, in PULL_REQUEST, has the approvals that its files need
	@bash make/approvals.sh

.PHONY: check-stages
check-stages: ## Check that every outcome in OUTCOMES is success
	@bash make/outcomes.sh

.PHONY: branch-rules
branch-rules: ## Apply .github/rulesets to the hosting repository; DRY_RUN=1 prints what would be sent
	@bash make/branch-rules.sh

.PHONY: next-version
next-version: ## Print the version that the commits since the last release ask for
	@bash make/release.sh next

.PHONY: changelog
changelog: ## Write the section of a release into CHANGELOG.md: [VERSION=1.2.3]
	@bash make/release.sh changelog

.PHONY: release
release: ## Give the images of a tagged commit their version, in VERSION, and write the release's notes (the pipeline does it)
	@bash make/release.sh publish
