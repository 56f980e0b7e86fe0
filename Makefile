# Wingspread. `make run` shows it, `make test` proves it, `make help` lists the rest.
# Every target sets up what it needs, on a bare Debian 12 with make and git.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
# How long `make test-deep` lets each fuzz target run, in seconds.
FUZZ_SECONDS ?= 300
# Real market data and recorded conversations for the tests, where they lie beside the checkout.
WINGSPREAD_TEST_DATA ?= $(abspath $(firstword $(wildcard ../*/data/lean)))
WINGSPREAD_TEST_TRANSCRIPTS ?= $(abspath $(firstword $(wildcard ../*/data/transcripts)))
ifneq ($(WINGSPREAD_TEST_DATA),)
export WINGSPREAD_TEST_DATA
endif
ifneq ($(WINGSPREAD_TEST_TRANSCRIPTS),)
export WINGSPREAD_TEST_TRANSCRIPTS
endif
configure = cmake --log-level=NOTICE -Wno-dev --preset
ninja = ninja --quiet -j $(JOBS)
ctest = ctest --output-on-failure -j $(JOBS)

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: setup
setup: ## install what is missing to build; --tests and --deep by the targets that need them
	@tools/setup.sh

.PHONY: setup-tests setup-deep
setup-tests:
	@tools/setup.sh --tests
setup-deep:
	@tools/setup.sh --deep

.PHONY: build
build: setup ## build the release, leaves build/wingspread
	@$(configure) release
	@$(ninja) -C build/release wingspread
	@ln -sfn release/src/wingspread build/wingspread
	@echo "built build/wingspread"

.PHONY: run
run: build ## build, then serve on the simulated gateway; the page's address is printed
	@exec build/wingspread serve

.PHONY: test
test: setup-tests ## everything that must hold: unit, property, system, sanitizers, rules, clients
	@echo "test: building what is shipped"
	@$(configure) release -DWINGSPREAD_TESTS=ON
	@$(ninja) -C build/release shipped
	@echo "test: building with the address and undefined-behaviour sanitizers"
	@$(configure) asan-ubsan
	@$(ninja) -C build/asan-ubsan
	@$(ctest) --test-dir build/release --label-exclude room

.PHONY: test-quick
test-quick: setup-tests ## the tests of the rooms alone, for between two edits
	@$(configure) dev
	@$(ninja) -C build/dev
	@$(ctest) --test-dir build/dev --label-exclude 'rules|sanitizers|clients'

.PHONY: test-deep
test-deep: setup-deep ## threads under TSan, a g++ compile check, long fuzzing, random orders
	@FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS) tools/test_deep.sh

.PHONY: bench
bench: setup-tests ## run the benchmarks and write their figures to docs/benchmarks.md
	@$(configure) release -B build/bench -DWINGSPREAD_BENCH=ON
	@$(ninja) -C build/bench
	@tools/bench.py build/bench docs/benchmarks.md

.PHONY: docs
docs: setup-tests ## write the pages that come from the code
	@$(configure) dev
	@$(ninja) -C build/dev server_tests
	@WINGSPREAD_WRITE_DOCS=1 build/dev/tests/server_tests --gtest_filter='MetricsReference.*' --gtest_brief=1

.PHONY: format
format: setup-tests ## write every source in the house style
	@tools/sources.sh cpp | xargs clang-format-19 -i

.PHONY: lint
lint: setup-tests ## check the rules of the code, the format, and clang-tidy's findings
	@$(configure) dev
	@$(ctest) --test-dir build/dev --label-regex rules

.PHONY: clean
clean: ## remove everything that was built
	rm -rf build tests/clients/node_modules
