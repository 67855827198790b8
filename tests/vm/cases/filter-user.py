# SPDX-License-Identifier: GPL-2.0
import filters

COMPARE = False
check = filters.check
