# SPDX-License-Identifier: Apache-2.0
# make run    installs what is missing, builds, plays the demonstration, serves it
# make test   installs what the tests need and runs all of them
PORT ?= 8080
DATA ?= data
FUZZ_SECONDS ?= 60
KILLS ?= 10000
EDITIONS ?= 1000
SEED ?= 1
BUILD = build
JOBS = $(shell nproc)

.PHONY: all build setup-tests build-tests run test bench bench-engine simulate fmt fmt-check sanitize fuzz kill coverage test-fresh bootstrap clean
all: build

$(BUILD)/build.ninja:
	@meson setup $(BUILD) >$(BUILD)-setup.log 2>&1 || { cat $(BUILD)-setup.log; exit 1; }
	@rm -f $(BUILD)-setup.log

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j $(JOBS) --quiet madang madang-convert

# What was set up before the tests' packages were there is set up again.
setup-tests: $(BUILD)/build.ninja
	@meson configure $(BUILD) -Dtests=enabled 2>/dev/null >&2 || meson setup --reconfigure $(BUILD) -Dtests=enabled >/dev/null

build-tests: setup-tests
	@ninja -C $(BUILD) -j $(JOBS) --quiet

bootstrap:
	@script/bootstrap run

run: bootstrap
	@$(MAKE) --no-print-directory build
	@script/run "$(DATA)" "$(PORT)"

test:
	@script/bootstrap test
	@$(MAKE) --no-print-directory build-tests
	@script/test

bench:
	@script/bootstrap bench
	@$(MAKE) --no-print-directory build-tests
	@script/bench

bench-engine:
	@script/bootstrap bench
	@script/bench-engine

# EDITIONS of each kind, from SEED on.
simulate:
	@script/bootstrap test
	@$(MAKE) --no-print-directory setup-tests
	@script/simulate $(EDITIONS) $(SEED)

fmt:
	@script/fmt

fmt-check:
	@script/fmt --check

sanitize:
	@script/bootstrap develop
	@script/sanitize

fuzz:
	@script/bootstrap develop
	@script/fuzz $(FUZZ_SECONDS)

kill:
	@script/bootstrap test
	@$(MAKE) --no-print-directory build-tests
	@script/kill $(KILLS)

coverage:
	@script/bootstrap develop
	@script/coverage

test-fresh:
	@script/bootstrap develop
	@script/test-fresh


clean:
	rm -rf build build-* coverage
