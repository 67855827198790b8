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
	@echo 'make check         build everything, unit tests, VM tests'
	@echo 'make check-vm KERNEL=bzImage KDIR=tree [CASES="exec-args fork"]'
	@echo '                   the VM tests on any kernel'
	@echo 'make check-unit    the unit tests alone'
	@echo 'make events        the records, their members and where a line shows them'
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

check-unit:
	$(Q)$(MAKE) -C tests/unit check

events:
	$(Q)scripts/events.sh

check-vm:
	$(Q)test -n "$(KERNEL)" || { echo 'check-vm: KERNEL=bzImage is missing' >&2; exit 2; }
	$(Q)scripts/check-vm.sh "$(KERNEL)" "$(KDIR)" $(CASES)

clean:
	$(Q)rm -rf build
	$(Q)$(MAKE) -C relayd clean
	$(Q)$(MAKE) -C tests/unit clean

.DEFAULT_GOAL := all
.PHONY: all module relayd demo events check check-unit check-vm clean help
