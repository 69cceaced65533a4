# Everything that the project does, each with all its own set-up.

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT      ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS     := -X main.version=$(VERSION) -X main.commit=$(COMMIT)
BIN         := bin/tagcheck
REPORT      ?= report
TOOLS       := ./.ci/mutants ./.ci/module ./.ci/docs

# Of make mutants. PACKAGES is empty for those in .ci/mutants/packages.txt.
SEED     ?= 1
SAMPLE   ?= 40
GOAL     ?= 95
PACKAGES ?=

.DEFAULT_GOAL := help

.PHONY: help
help: ## show what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/tagcheck
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/tagcheck

.PHONY: install
install: ## install tagcheck to GOBIN
	$(GO) install -trimpath -ldflags '$(LDFLAGS)' ./cmd/tagcheck

.PHONY: conform
conform: build ## judge the embedded reference server
	$(BIN) conform --reference

.PHONY: selfcheck
selfcheck: build ## judge the judge: the suite against every fault and variant, with a page to look at
	$(BIN) selfcheck --report $(REPORT)

.PHONY: score
score: build ## measure the score that reports of this tagcheck show, and record it in the source
	$(BIN) selfcheck --record cmd/tagcheck/internal/score/record.json

.PHONY: test
test: build ## run the self-check, and every test that needs Go alone, with the race detector
	$(BIN) selfcheck --quiet --until-caught
	$(GO) test -race -timeout 20m ./...

.PHONY: lint
lint: ## gofmt, go vet, staticcheck
	@test -z "$$(gofmt -l . .ci)" || { gofmt -d . .ci; exit 1; }
	$(GO) vet ./... $(TOOLS)
	$(GO) run $(STATICCHECK) ./... $(TOOLS)

.PHONY: test-tools
test-tools: ## test the programs in .ci: mutation testing, and a tree with another module path
	$(GO) test $(TOOLS)

.PHONY: consumer
consumer: ## test a module that imports tagcheck as a library
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && cp .ci/consumer/go.mod go.sum "$$tmp" && \
		cd .ci/consumer && $(GO) vet -mod=mod -modfile="$$tmp/go.mod" ./... && \
		$(GO) test -mod=mod -modfile="$$tmp/go.mod" ./...

.PHONY: mutants
mutants: ## mutation testing: change the code and see whether a test fails (SEED, SAMPLE: 0 for all, GOAL, PACKAGES)
	$(GO) run ./.ci/mutants -seed $(SEED) -sample $(SAMPLE) -goal $(GOAL) $(PACKAGES)

.PHONY: module
module: ## change the module path: make module MODULE=github.com/you/tagcheck
	@test -n "$(MODULE)" || { echo "make module: MODULE is missing; write MODULE=github.com/you/tagcheck" >&2; exit 2; }
	$(GO) run ./.ci/module '$(MODULE)'

.PHONY: fuzz
fuzz: ## fuzz the path builder, the reference server's parsing and the load generator's, 20 s each
	$(GO) test -run '^$$' -fuzz FuzzSegment -fuzztime 20s ./fixtures/imageapi
	$(GO) test -run '^$$' -fuzz FuzzParsePath -fuzztime 20s ./reference
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzztime 20s ./fixtures/yamldoc
	$(GO) test -run '^$$' -fuzz FuzzFile -fuzztime 20s ./fixtures/config
	$(GO) test -run '^$$' -fuzz FuzzFilter -fuzztime 20s ./reference/internal/framing
	$(GO) test -run '^$$' -fuzz FuzzAnswer -fuzztime 20s ./load/transport
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzztime 20s ./load/arrival
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzztime 20s ./load/scenario
	$(GO) test -run '^$$' -fuzz FuzzParse -fuzztime 20s ./load/slo

.PHONY: bench
bench: bench-load ## the load generator against the field, the reference server against a bare handler, the check of histories against porcupine
	$(GO) test -run '^$$' -bench Ratio -benchtime 1x ./reference
	$(GO) test -run '^$$' -bench . -benchtime 3x ./suites/concurrent/linearizability

.PHONY: bench-load
bench-load: build ## tagcheck load against vegeta, k6, hey, bombardier and wrk (installs them; wrk needs root), about 8 minutes
	@command -v wrk >/dev/null || apt-get install -y wrk
	$(GO) run ./load/bench -tagcheck $(BIN)

.PHONY: glance
glance: build ## judge Debian's Glance (installs it; needs root): what it deviates in, then by its own profile
	fixtures/openstack/glance.sh install
	fixtures/openstack/glance.sh run -- fixtures/openstack/judge-glance.sh $(BIN) $(REPORT)

.PHONY: glance-mariadb
glance-mariadb: build ## judge Debian's Glance on MariaDB (installs both; needs root): writers at a time, crashes, its profile
	fixtures/openstack/glance.sh --database mariadb install
	fixtures/openstack/glance.sh --database mariadb run -- fixtures/openstack/judge-glance-mariadb.sh $(BIN) $(REPORT)

.PHONY: openstack-up
openstack-up: ## start Debian's Keystone and Glance on MariaDB (installs them; needs root), and tell what to export
	fixtures/openstack/openstack.sh install
	fixtures/openstack/openstack.sh up

.PHONY: openstack-down
openstack-down: ## end them, and remove all that they left
	fixtures/openstack/openstack.sh down

.PHONY: test-chromium
test-chromium: ## look at the page of a load in Debian's Chromium (installs it; needs root)
	@command -v chromium >/dev/null || bash -ec 'die() { echo "$$*" >&2; exit 1; }; . fixtures/openstack/debian.sh; debian_install chromium'
	$(GO) test -run 'TestTheBrowser|TestTheProbe' ./cmd/tagcheck/internal/report/loadreport

.PHONY: test-openstack
test-openstack: build ## judge Debian's Glance behind Keystone on MariaDB (installs them; needs root): users who log in, loads, clients
	fixtures/openstack/openstack.sh install
	KEYSTONE_TOKEN_SECONDS=60 fixtures/openstack/openstack.sh run -- fixtures/openstack/judge-openstack.sh $(BIN) $(REPORT)

.PHONY: test-logins
test-logins: ## compare logins with those of Debian's python3-openstackclient (installs it; needs root): about 150 combinations
	@test -x /usr/bin/openstack || bash -ec 'die() { echo "$$*" >&2; exit 1; }; . fixtures/openstack/debian.sh; debian_install python3-openstackclient'
	OPENSTACK=/usr/bin/openstack $(GO) test -count=1 -timeout 60m -run 'TestAnswersOfTheClient|TestReliabilityLogins' -v ./fixtures/config

.PHONY: tempest
tempest: build ## run Tempest's tests of image tags and tagcheck on the same cloud (installs it; needs root), side by side
	fixtures/openstack/openstack.sh install
	fixtures/openstack/tempest.sh install
	fixtures/openstack/openstack.sh run -- fixtures/openstack/tempest.sh $(BIN) $(REPORT)

.PHONY: interop
interop: build ## tags go both ways between Debian's OpenStack clients, tagcheck and its reference server (installs them; needs root)
	fixtures/openstack/openstack.sh install
	fixtures/openstack/openstack.sh run -- fixtures/openstack/interop.sh $(BIN)

.PHONY: clean
clean: ## remove what was built
	rm -rf bin $(REPORT)
