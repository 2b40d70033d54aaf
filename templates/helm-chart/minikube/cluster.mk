##@ Cluster on this machine

.PHONY: minikube
minikube: ## Start minikube with a PostgreSQL
	@bash deploy/minikube/up.sh

.PHONY: cluster-dev
cluster-dev: ## Deploy to it with skaffold, again on every change
	@bash deploy/minikube/dev.sh

.PHONY: minikube-delete
minikube-delete: ## Delete it with everything in it
	@. deploy/minikube/settings.sh && minikube delete --profile "$$PROFILE"
