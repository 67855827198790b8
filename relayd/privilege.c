// SPDX-License-Identifier: GPL-2.0
#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <linux/prctl.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "log.h"
#include "memory.h"

/* What still works after privilege_drop(), and why. */
static const cap_value_t kept[] = {
	CAP_NET_ADMIN,		/* every request to the module */
	CAP_SYS_PTRACE,		/* /proc/PID/environ of other users' processes */
	CAP_DAC_READ_SEARCH,	/* the same, and databases only root may read */
};

/* Who we become; NULL: nobody else. */
static struct {
	const char *name;
	uid_t uid;
	gid_t gid;
} user;

static enum exit_code need(cap_value_t wanted, const char *why)
{
	cap_t now = cap_get_proc();
	cap_flag_value_t has = CAP_CLEAR;
	char *name;

	if (!now) {
		log_note("cannot read own capabilities: %s", strerror(errno));
		return EXIT_CODE_INTERNAL;
	}
	cap_get_flag(now, wanted, CAP_EFFECTIVE, &has);
	cap_free(now);
	if (has == CAP_SET)
		return EXIT_CODE_OK;
	name = cap_to_name(wanted);
	log_note("%s is missing, needed %s: run as root or grant it", name ? name : "a capability",
		 why);
	cap_free(name);
	return EXIT_CODE_PRIVILEGE;
}

/**
 * privilege_check_status() - may we ask for --status?
 */
enum exit_code privilege_check_status(void)
{
	return need(CAP_NET_ADMIN, "for requests to the module");
}

/**
 * privilege_check_reader() - may we become the reader?
 */
enum exit_code privilege_check_reader(void)
{
	enum exit_code code = privilege_check_status();

	return code ? code : need(CAP_SYS_ADMIN, "to attach as the reader");
}

/**
 * privilege_set_user() - who privilege_drop() is to become
 */
void privilege_set_user(const char *name, uid_t uid, gid_t gid)
{
	user.name = name;
	user.uid = uid;
	user.gid = gid;
}

static bool is_user_already(void)
{
	return !user.name || (getuid() == user.uid && geteuid() == user.uid &&
			      getgid() == user.gid && getegid() == user.gid);
}

static enum exit_code cannot_become(void)
{
	log_note("cannot become user %s: %s: start as root, or do without a user", user.name,
		 strerror(errno));
	return EXIT_CODE_PRIVILEGE;
}

/**
 * privilege_borrow_user() - open files as the user who will open them again
 *
 * Its directories may hold what it has put there; nothing of that is opened with
 * more rights than its own. Other groups are given up for good.
 */
enum exit_code privilege_borrow_user(void)
{
	if (is_user_already())
		return EXIT_CODE_OK;
	if (setgroups(0, NULL) || setegid(user.gid) || seteuid(user.uid))
		return cannot_become();
	return EXIT_CODE_OK;
}

/**
 * privilege_return_user() - after privilege_borrow_user() be who we were
 */
enum exit_code privilege_return_user(void)
{
	if (is_user_already())
		return EXIT_CODE_OK;
	return seteuid(getuid()) || setegid(getgid()) ? cannot_become() : EXIT_CODE_OK;
}

/* For good; capabilities stay until keep() takes them. */
static enum exit_code become_user(void)
{
	if (is_user_already())
		return EXIT_CODE_OK;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setresgid(user.gid, user.gid, user.gid) ||
	    setresuid(user.uid, user.uid, user.uid) || prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return cannot_become();
	return EXIT_CODE_OK;
}

static void clear_bounding_set(void)
{
	cap_value_t cap;
	size_t i;

	for (cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++) {
		for (i = 0; i < COUNT(kept) && kept[i] != cap; i++)
			;
		/* without CAP_SETPCAP it stays; no_new_privs makes it harmless */
		if (i == COUNT(kept) && cap_drop_bound(cap))
			return;
	}
}

/* Whoever started us without one of them decided that we do without it. */
static enum exit_code keep(const cap_value_t *wanted, size_t count)
{
	cap_t now = cap_get_proc(), few = cap_init();
	enum exit_code code = EXIT_CODE_PRIVILEGE;
	size_t i;

	if (!now || !few)
		goto out;
	for (i = 0; i < count; i++) {
		cap_flag_value_t has = CAP_CLEAR;

		cap_get_flag(now, wanted[i], CAP_PERMITTED, &has);
		if (has == CAP_CLEAR)
			continue;
		if (cap_set_flag(few, CAP_PERMITTED, 1, &wanted[i], CAP_SET) ||
		    cap_set_flag(few, CAP_EFFECTIVE, 1, &wanted[i], CAP_SET))
			goto out;
	}
	if (!cap_set_proc(few))
		code = EXIT_CODE_OK;
out:
	if (code)
		log_note("cannot drop privileges: %s", strerror(errno));
	cap_free(now);
	cap_free(few);
	return code;
}

/**
 * privilege_drop() - become the user, keep what the walk and reading need, for good
 *
 * To be called before the first byte of a record is looked at.
 */
enum exit_code privilege_drop(void)
{
	enum exit_code code;

	clear_bounding_set();
	code = become_user();
	if (code)
		return code;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		log_note("cannot rule out new privileges: %s", strerror(errno));
		return EXIT_CODE_PRIVILEGE;
	}
	return keep(kept, COUNT(kept));
}

/**
 * privilege_drop_walk() - the walk over all processes is over: keep requests only
 */
enum exit_code privilege_drop_walk(void)
{
	return keep(kept, 1);
}

/**
 * privilege_drop_thread() - the calling thread keeps nothing; others keep what they have
 */
enum exit_code privilege_drop_thread(void)
{
	return keep(NULL, 0);
}
