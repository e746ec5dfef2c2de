STACK ?= dev

.DEFAULT_GOAL := help
.PHONY: help preview test test-engine test-admission test-alerts bench local local-down view-grafana view-traefik format clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.package-lock.json: package-lock.json package.json
	npm ci --no-fund --no-audit --loglevel=error
	@touch $@

preview: node_modules/.package-lock.json ## What the program of STACK (default dev, or all) would create, the policies' verdict, and with BASE=<git ref> what changed
	@npm run --silent preview -- $(STACK) $(if $(BASE),--base '$(BASE)')

test: node_modules/.package-lock.json ## Everything that needs no outside service: format, lint, types, tests
	@npm run --silent test

test-engine: node_modules/.package-lock.json ## The same program on the real Pulumi engine with stand-in providers (needs Go, or pulumi on PATH)
	@npm run --silent test:engine

test-admission: node_modules/.package-lock.json ## The policies in a real API server: both enforcers agree (needs Go, or kube-apiserver and etcd on PATH)
	@npm run --silent test:admission

test-alerts: node_modules/.package-lock.json ## Alerts and dashboards, judged by Prometheus itself (needs Go, or promtool on PATH)
	@npm run --silent test:alerts

local: node_modules/.package-lock.json ## The stack local in a kind cluster, or with CONTEXT=current in the cluster that kubectl talks to; SYSTEMS=pms for some of the systems, SYSTEMS=none for none
	@npm run --silent local -- $(if $(CONTEXT),--context '$(CONTEXT)') $(if $(SYSTEMS),--systems '$(SYSTEMS)')

local-down: node_modules/.package-lock.json ## Removes what make local made
	@npm run --silent local:down

view-grafana: node_modules/.package-lock.json ## Grafana of STACK on this machine, until Ctrl-C (SITE=<name> where it has several)
	@node cli/entry.js access grafana $(STACK) $(if $(SITE),--site '$(SITE)')

view-traefik: node_modules/.package-lock.json ## Traefik's dashboard of STACK on this machine, until Ctrl-C (SITE=<name> where it has several)
	@node cli/entry.js access traefik $(STACK) $(if $(SITE),--site '$(SITE)')

bench: node_modules/.package-lock.json ## Time and memory of the preview, beside the SDK's own mock monitor
	@npm run --silent bench

format: node_modules/.package-lock.json ## Formats every file
	@npm run --silent format

clean: ## Removes what was installed and written
	rm -rf node_modules out
