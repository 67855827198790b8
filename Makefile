# SPDX-License-Identifier: GPL-2.0
#
# make help says what there is.

KDIR ?= /lib/modules/$(shell uname -r)/build
V ?= 0
export V
Q := $(if $(filter 1,$(V)),,@)
MAKEFLAGS += --no-print-directory

help:
	@echo 'make               build the module for this kernel (or KDIR=) and relayd'
	@echo 'make demo          boot a stock Debian kernel in QEMU and show live events'
	@echo 'make check         build everything, unit tests, fuzzing, VM tests on six kernels'
	@echo 'make check-vm KERNEL=bzImage KDIR=tree [CASES="exec-args fork"]'
	@echo '                   the VM tests on any kernel'
	@echo 'make check-unit    the unit tests alone'
	@echo 'make coverage      which properties of the schema the last VM tests have compared'
	@echo 'make fuzz          relayd under libFuzzer, a minute for each target [FUZZ_SECONDS=60]'
	@echo 'make bench         what it costs, in exact instructions, against the budgets'
	@echo '                   [BOOTS=5] [REPEAT=1] [KERNEL=bzImage KDIR=tree]'
	@echo 'make events        the records, their members and where a line shows them'
	@echo 'make install       module (by dkms), daemon, unit, configuration; as root [KERNELS=releases]'
	@echo '                   files only, for packagers: DESTDIR=directory [prefix=/usr]'
	@echo 'make uninstall     all of that again; PURGE=1 also changed configuration and lines'
	@echo 'make check-install [SUITES="bullseye bookworm trixie"]'
	@echo '                   install, upgrade and uninstall in Debian systems below cache/'
	@echo 'make soak          what takes hours: reload cycles, long storms, fuzzing'
	@echo 'make clean         remove what was built; cache/ (downloads) stays'
	@echo 'V=1                show commands'

all: relayd module

module:
	$(Q)scripts/module.sh "$(KDIR)"

relayd:
	$(Q)$(MAKE) -C relayd

demo:
	$(Q)scripts/demo.sh

check:
	$(Q)scripts/check.sh

soak:
	$(Q)scripts/soak.sh

check-unit:
	$(Q)$(MAKE) -C tests/unit check

fuzz:
	$(Q)$(MAKE) -s -C tests/fuzz check

events:
	$(Q)scripts/events.sh

check-vm:
	$(Q)test -n "$(KERNEL)" || { echo 'check-vm: KERNEL=bzImage is missing' >&2; exit 2; }
	$(Q)scripts/check-vm.sh "$(KERNEL)" "$(KDIR)" $(CASES)

coverage:
	$(Q)tests/vm/coverage.py tests/coverage.exempt build/vm

bench:
	$(Q)scripts/bench.sh

install:
	$(Q)scripts/install.sh

uninstall:
	$(Q)scripts/uninstall.sh

check-install:
	$(Q)scripts/check-install.sh $(SUITES)

# On the command line or in the environment: where and for what to install.
export DESTDIR prefix KERNELS PURGE

clean:
	$(Q)rm -rf build
	$(Q)$(MAKE) -C relayd clean
	$(Q)$(MAKE) -C tests/unit clean

.DEFAULT_GOAL := all
.PHONY: all module relayd demo events check soak check-unit fuzz check-vm coverage bench install uninstall check-install clean help
