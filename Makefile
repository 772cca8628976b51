# Two commands: `make run` tries Tandem out, `make test` checks it. The others are listed by `make help`.
PORT ?= 8000
PYTHON := .venv/bin/python
APPS := mentoring people notices programs tandems journals evaluation
# where it is set every process would compile the whole house anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-services lint format messages docs docs-pictures lock soak bench-matching bench-notices bench-pages bench-dashboard environment dev-environment

help:
	@echo "make run [PORT=8000]   start Tandem with a demo; Ctrl-C stops it"
	@echo "make test              all checks and tests"
	@echo "make test-services     the tests on the servers in DATABASE_URL, BROKER_URL and CACHE_URL"
	@echo "make lint              format, style, layers and types"
	@echo "make format            bring the code into its format"
	@echo "make messages          collect the texts to translate and compile the catalogue (needs gettext)"
	@echo "make soak              the outbox under fire for some minutes: killed workers, a faulty mail server, a lost broker"
	@echo "make bench-matching    how long matching takes, for growing programmes"
	@echo "make bench-pages       what the main pages cost beside the same pages made without a database"
	@echo "make bench-dashboard   what leadership's dashboard costs beside its bare SQL, on PostgreSQL"
	@echo "make bench-notices     what planning and sending cost beside a bare insert and a bare loop"
	@echo "make docs              write the catalogues of figures and mails into docs/"
	@echo "make docs-pictures     take the pictures of the handbook from a fresh demo (needs a Chromium)"
	@echo "make lock              lock the packages of requirements.in and requirements-dev.in"

environment:
	@deploy/environment requirements.txt

dev-environment:
	@deploy/environment requirements.txt requirements-dev.txt

run: environment
	@DEBUG=1 DEMO=1 PORT=$(PORT) BASE_URL=$${BASE_URL:-http://127.0.0.1:$(PORT)} exec $(PYTHON) manage.py run

test: lint
	$(PYTHON) -m pytest -n 2 --dist worksteal

test-services: dev-environment
	@test -n "$$DATABASE_URL" && test -n "$$BROKER_URL" && test -n "$$CACHE_URL" || \
		{ echo "Set DATABASE_URL, BROKER_URL and CACHE_URL to the servers to test on."; exit 1; }
	$(PYTHON) -m pytest -n 2 --dist worksteal --migrations

lint: dev-environment
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/lint-imports
	$(PYTHON) -m mypy $(APPS)

format: dev-environment
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

messages: dev-environment
	DEBUG=1 $(PYTHON) manage.py makemessages -l de --no-location --no-obsolete -i var -i .venv
	DEBUG=1 FORM_OF_ADDRESS=du $(PYTHON) manage.py compilemessages -l de -i .venv

docs: environment
	for language in en de; do for part in figures notices; do \
		suffix=$$([ $$language = de ] && echo .de || true); \
		DEBUG=1 $(PYTHON) manage.py list_$$part --language $$language > docs/$$part$$suffix.md; done; done

docs-pictures: dev-environment
	$(PYTHON) -m mentoring.demo.pictures

lock:
	@deploy/lock

bench-matching: environment
	@$(PYTHON) benchmarks/matching.py

soak: dev-environment
	@$(PYTHON) -m mentoring.tests.soak

bench-pages: dev-environment
	@$(PYTHON) benchmarks/pages.py

bench-notices: dev-environment
	@$(PYTHON) benchmarks/notices.py

bench-dashboard: dev-environment
	@$(PYTHON) benchmarks/dashboard.py
