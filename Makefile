# The interpreter to start with: 3.10 to 3.13, nothing installed in it.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help prepare demo clean-demo test lint format pot clean
export RINGS ARGS PORT INBOX_PORT SMTP_PORT HOST

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

prepare: ## obtain Odoo, its Python packages, PostgreSQL; make the databases' template
	@$(PYTHON) -m dev prepare

demo: ## Odoo with the demo data and an inbox (PORT=8069 INBOX_PORT=8025); Ctrl-C stops it
	@$(PYTHON) -m dev demo

clean-demo: ## forget the demo's data
	@$(PYTHON) -m dev clean-demo

test: ## all tests (RINGS="pure addon system", ARGS="-k words")
	@$(PYTHON) -m dev test

lint: ## ruff, pylint-odoo, the OCA checks; prettier for XML where there is npm
	@$(PYTHON) -m dev lint

format: ## lay out Python and XML as `make lint` wants them
	@$(PYTHON) -m dev format

pot: ## export the addons' terms (.pot), bring fr.po up to them, list what has no French
	@$(PYTHON) -m dev pot

clean: ## remove the cache and the test databases (the demo's data stays)
	@$(PYTHON) -m dev clean
