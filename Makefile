# The interpreter to start with: 3.10 to 3.13, nothing installed in it.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help prepare clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

prepare: ## obtain Odoo, its Python packages, PostgreSQL; make the databases' template
	@$(PYTHON) -m dev prepare

clean: ## remove the cache and the test databases (the demo's data stays)
	rm -rf .cache .test
