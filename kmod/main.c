// SPDX-License-Identifier: GPL-2.0
/*
 * kscribe: records what a host does.
 *
 * Parts start in the order in which an event passes through them, and stop in
 * the reverse order: nothing is hooked before a record has somewhere to go, and
 * nobody can ask before there is something to answer.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include "channel.h"
#include "doorbell.h"
#include "family.h"
#include "filter.h"
#include "hook.h"
#include "scratch.h"
#include "script.h"
#include "version.h"

/*
 * modprobe makes a parameter of "kscribe.off" on the kernel command line: this
 * holds where its own configuration does not, as in an initramfs.
 */
static bool off;
module_param(off, bool, 0);
MODULE_PARM_DESC(off, "refuse to load: kscribe.off on the kernel command line");

static int __init ks_init(void)
{
	int error;

	if (off) {
		pr_notice("kscribe: not loaded: kscribe.off is on the kernel command line\n");
		return -EPERM;
	}
	error = ks_scratch_init();
	if (error)
		goto failed;

	error = ks_script_init();
	if (error)
		goto exit_scratch;

	error = ks_channel_init();
	if (error)
		goto exit_script;

	error = ks_hooks_init();
	if (error)
		goto exit_channel;

	error = ks_netlink_init();
	if (error)
		goto exit_hooks;

	pr_info("kscribe: " KS_VERSION " loaded; kscribe-relayd starts the recording\n");
	return 0;

exit_hooks:
	ks_hooks_exit();
exit_channel:
	ks_channel_exit();
exit_script:
	ks_script_exit();
exit_scratch:
	ks_scratch_exit();
failed:
	pr_err("kscribe: not loaded: error %d\n", error);
	return error;
}

static void __exit ks_exit(void)
{
	ks_netlink_exit();
	ks_hooks_exit();
	ks_filter_exit();
	ks_doorbell_exit();
	ks_channel_exit();
	ks_script_exit();
	ks_scratch_exit();
}

module_init(ks_init);
module_exit(ks_exit);

MODULE_DESCRIPTION("Records processes, files, network, SELinux and BPF activity for kscribe-relayd");
MODULE_AUTHOR("The kscribe developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(KS_VERSION);
