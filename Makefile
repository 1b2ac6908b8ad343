# Duikou. Two commands do all the set-up on a fresh Debian 12 with the Swift toolchain, git, make and root:
#   make demo    builds and plays the main job before your eyes
#   make test    runs all tests
SHELL := /bin/bash
SWIFT := swift
SEEDS ?= 200
# One configuration for everything: what is tested is what is installed, and the dependencies are built once.
RELEASE := -c release
BIN := .build/release
SHARED ?= ../shared
PACKAGES := libsqlite3-dev libzstd-dev zlib1g-dev pkg-config python3
# A few tests at a time: all of them begun together share two processors, and each takes as long as all.
AT_ONCE := --experimental-maximum-parallelization-width 4
# Tests that watch real lines wait for none that reckon: beside the others both threads of the pool may be taken for a minute.
TIMED := SyncServerTests|LineTests

.PHONY: figures help setup build demo test bench simulate format lint ci acceptance examples interface docs dist distcheck protobuf clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:  ## installs the system packages that are missing (needs root once)
	@missing=""; for p in $(PACKAGES); do \
	  dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; apt-get update -qq && apt-get install -y -qq $$missing; fi

build: setup  ## both programs, optimized, in .build/release
	$(SWIFT) build $(RELEASE)

demo: build  ## the main job, from the first record to the province's summary
	$(BIN)/demo

test: setup  ## all tests
	$(SWIFT) build $(RELEASE) --build-tests
	$(SWIFT) test $(RELEASE) --skip-build $(AT_ONCE) --skip '$(TIMED)'
	$(SWIFT) test $(RELEASE) --skip-build $(AT_ONCE) --filter '$(TIMED)'

simulate: build  ## random histories with faults; SEEDS=200, or SEED=7 to repeat one
	$(BIN)/simulate $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

# What lies beside the checkout is tried too where it is there; the last line says what was run.
bench: build  ## speed, beside bare SQLite on the same rows in the same run
	$(BIN)/benchmarks
	@ran="benchmarks"; if [ -f $(SHARED)/bench/whole.py ]; then \
	  python3 $(SHARED)/bench/whole.py --runs 1 || exit 1; ran="$$ran, $(SHARED)/bench/whole.py"; fi; echo "ran: $$ran"

acceptance: build  ## drives both programs from outside: the main job, every verb, wrong input
	python3 Tests/Acceptance/run $(BIN)
	@ran="Tests/Acceptance"; for check in $(wildcard $(SHARED)/acceptance/main_job.py $(SHARED)/acceptance/cases/h*.py); do \
	  echo "-- $$check"; DUIKOU_BIN=$(CURDIR)/$(BIN) python3 $$check || exit 1; ran="$$ran, $$check"; done; echo "ran: $$ran"

examples: setup  ## builds what an app would write, against the products alone, and lives through its day
	$(SWIFT) run $(RELEASE) --package-path Examples/WardPhone --scratch-path .build/examples ward-phone-day

interface: build  ## fails if the library's public face is another than the one written down; ACCEPT=1 writes it down
	Tests/Interface/check $(if $(ACCEPT),--accept)

docs: setup  ## builds the documentation of the library, below .build; every warning fails
	$(SWIFT) build $(RELEASE) --target ClientCoreTesting
	Tests/Interface/documentation

# The one for the text of its licence, the other for certificates to try.
dist distcheck: PACKAGES += libicu-dev openssl

dist: build  ## each program as one archive in dist/ that runs on any Linux of this machine's kind
	Distribution/make-archive

distcheck: dist  ## lives through a day in empty roots with nothing but the archives (needs root)
	Tests/Distribution/check

format:  ## formats all Swift files
	$(SWIFT) format -i --parallel -r Package.swift Protocol ClientCore Server Shared Sources Tests Benchmarks Examples

lint:  ## fails on any deviation from the format
	$(SWIFT) format lint --strict --parallel -r Package.swift Protocol ClientCore Server Shared Sources Tests Benchmarks Examples

figures:  ## what the sources are: files, lines, tests beside them, comments
	@Tests/Figures/figures

protobuf:  ## generates the message code anew; needs protoc and protoc-gen-swift on the path
	protoc --proto_path=Protocol/Specification --swift_out=Protocol/Wire/Generated \
	  --swift_opt=Visibility=Internal --swift_opt=UseAccessLevelOnImports=true sync.proto

ci:  ## what a change must pass: format, warnings as errors, all tests, simulation, archives, acceptance
	CI=true .ci/steps

clean:  ## removes what was built
	rm -rf .build dist
