// SPDX-License-Identifier: GPL-2.0
/* What events say of files, against JSON that was written by hand. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "line.h"
#include "test.h"

static struct build build;

/* Somebody of whom nothing else is known, and what he did. */
#define EVENT(name, evt, sections) \
	"{\"evt\":{\"name\":\"" name "\",\"category\":\"File Activity\"" evt "}," sections \
	"\"usr\":{},\"process\":{\"pid\":300,\"tid\":301,\"uid\":0,\"gid\":0},\"dd\":{}," \
	"\"date\":\"2023-04-05T00:00:12Z\"}"
#define SUCCESS		",\"outcome\":\"Success\""
#define REFUSED		",\"outcome\":\"Refused\""
#define ERROR		",\"outcome\":\"Error\""
#define FILE_SECTION(members)	"\"file\":{" members "},"

#define EXPECT(wanted, what) LINE_EXPECT(&build, wanted, what)

/* A file that the kernel refused to look for; and one that it had found by then. */
#define UNSEEN(path, name) \
	"\"path\":\"" path "\",\"name\":\"" name "\"," \
	"\"path_resolution_error\":\"refused before resolution\",\"uid\":0,\"gid\":0"
#define PLACE(path, name) \
	"\"path\":\"" path "\",\"name\":\"" name "\",\"mount_id\":29,\"filesystem\":\"ext4\""

static void begin(unsigned int type)
{
	build_begin(&build, type, 12 * SECOND);
	build_actor(&build, 300, 5);
	build.header.tid = 301;
}

/* What somebody changes about a file, and how that looks where he could not get there. */
#define CHANGE(name, outcome, destination) \
	EVENT(name, outcome, FILE_SECTION(MEMBERS_OF("/srv/a", "a") ",\"destination\":{" \
					  destination "}"))
#define REFUSED_BEFORE(name, destination) \
	EVENT(name, REFUSED, FILE_SECTION(UNSEEN("/secret/a", "a") ",\"destination\":{" \
					  destination "}"))

static void begin_refused(unsigned int type, struct ks_file *file, __s32 *result)
{
	begin(type);
	build_unseen(&build, file, "/secret/a");
	*result = -EACCES;
}

static void mkdirs(void)
{
	struct ks_event_mkdir *mkdir = &build.any.mkdir;

	begin(KS_EVENT_mkdir);
	build_file(&build, &mkdir->file, "/srv/d");
	mkdir->file.mode = 040750;
	mkdir->file.uid = NOBODY;
	mkdir->mode = 0100777;
	EXPECT(EVENT("mkdir", SUCCESS,
		     FILE_SECTION("\"path\":\"/srv/d\",\"name\":\"d\",\"inode\":1312,\"mode\":16872,"
				  "\"mount_id\":29,\"filesystem\":\"ext4\",\"uid\":3999999999,"
				  "\"gid\":0,\"group\":\"root\"," TIMES ",\"destination\":"
				  "{\"mode\":33279,\"uid\":3999999999,\"gid\":0,"
				  "\"group\":\"root\"}")), "mkdir, mode as it was given");

	begin(KS_EVENT_mkdir);
	build_place(&build, &mkdir->file, "/srv/d");
	/* not known, so whatever is there says nothing */
	mkdir->file.uid = mkdir->file.gid = mkdir->file.inode = mkdir->file.mode = 5;
	mkdir->result = -EACCES;
	EXPECT(EVENT("mkdir", REFUSED,
		     FILE_SECTION(PLACE("/srv/d", "d") ",\"uid\":0,\"gid\":0,\"destination\":"
				  "{\"mode\":0,\"uid\":0,\"gid\":0}")), "mkdir refused there");

	begin(KS_EVENT_mkdir);
	build_unseen(&build, &mkdir->file, "/secret/d/");
	mkdir->result = -EACCES;
	mkdir->mode = 0777;
	EXPECT(EVENT("mkdir", REFUSED,
		     FILE_SECTION(UNSEEN("/secret/d/", "d") ",\"destination\":"
				  "{\"mode\":511,\"uid\":0,\"gid\":0}")), "mkdir refused before");

	begin(KS_EVENT_mkdir);
	mkdir->file.error = KS_PATH_UNRESOLVED;
	build.header.flags = KS_ASYNC | KS_NO_RESULT;
	BUILD_LITERAL(&build, &mkdir->file.path, "/d");
	EXPECT(EVENT("mkdir", ",\"async\":true",
		     FILE_SECTION("\"path\":\"/d\",\"name\":\"d\",\"path_resolution_error\":"
				  "\"path not resolved\",\"uid\":0,\"gid\":0,\"destination\":"
				  "{\"mode\":0,\"uid\":0,\"gid\":0}")), "mkdir by io_uring, results off");
}

/* A directory that was not made would have been its maker's; another file would not. */
static void maker(void)
{
	struct ks_event_mkdir *mkdir = &build.any.mkdir;
	struct ks_event_chmod *chmod = &build.any.chmod;
	cJSON *root, *destination;

	build_begin(&build, KS_EVENT_process, 2 * SECOND);
	build_actor(&build, 400, SECOND);
	build.header.flags = KS_STATE;
	build_task(&build, &build.any.process.task, 0, 0, "maker");
	build.any.process.task.credentials.uid = 0;
	build.any.process.task.credentials.fsuid = NOBODY;
	build.any.process.task.credentials.fsgid = 0;
	CHECK_STRING(line_of(&build), "");
	begin(KS_EVENT_mkdir);
	build_actor(&build, 400, SECOND);
	build_unseen(&build, &mkdir->file, "/secret/d");
	mkdir->result = -EPERM;
	mkdir->mode = 0700;
	root = cJSON_Parse(line_of(&build));
	destination = cJSON_GetObjectItem(cJSON_GetObjectItem(root, "file"), "destination");
	CHECK_NUMBER(cJSON_GetArraySize(destination), 4);
	CHECK_NUMBER(cJSON_GetObjectItem(destination, "mode")->valueint, 448);
	CHECK(cJSON_GetObjectItem(destination, "uid")->valuedouble == NOBODY);
	CHECK_NUMBER(cJSON_GetObjectItem(destination, "gid")->valueint, 0);
	CHECK_STRING(cJSON_GetStringValue(cJSON_GetObjectItem(destination, "group")), "root");
	cJSON_Delete(root);

	begin(KS_EVENT_chmod);
	build_actor(&build, 400, SECOND);
	build_unseen(&build, &chmod->file, "/secret/d");
	chmod->result = -EACCES;
	root = cJSON_Parse(line_of(&build));
	destination = cJSON_GetObjectItem(cJSON_GetObjectItem(root, "file"), "destination");
	CHECK_NUMBER(cJSON_GetArraySize(destination), 3);
	CHECK_NUMBER(cJSON_GetObjectItem(destination, "uid")->valueint, 0);
	cJSON_Delete(root);
}

static void removals(void)
{
	begin(KS_EVENT_rmdir);
	build_file(&build, &build.any.rmdir.file, "/srv/d");
	EXPECT(EVENT("rmdir", SUCCESS, FILE_SECTION(MEMBERS_OF("/srv/d", "d"))), "rmdir");
	build.any.rmdir.result = -EACCES;
	EXPECT(EVENT("rmdir", REFUSED, FILE_SECTION(MEMBERS_OF("/srv/d", "d"))),
	       "rmdir refused at the directory");
	begin(KS_EVENT_rmdir);
	build_unseen(&build, &build.any.rmdir.file, "/secret/../d");
	build.any.rmdir.result = -EACCES;
	EXPECT(EVENT("rmdir", REFUSED, FILE_SECTION(UNSEEN("/secret/../d", "d"))),
	       "rmdir refused before");

	begin(KS_EVENT_unlink);
	build_file(&build, &build.any.unlink.file, "/srv/a");
	build.header.flags = KS_ASYNC;
	EXPECT(EVENT("unlink", SUCCESS ",\"async\":true",
		     FILE_SECTION(MEMBERS_OF("/srv/a", "a"))), "unlink by io_uring");
	build.header.flags = 0;
	build.any.unlink.result = -EPERM;
	EXPECT(EVENT("unlink", REFUSED, FILE_SECTION(MEMBERS_OF("/srv/a", "a"))),
	       "unlink refused at the file");
	begin(KS_EVENT_unlink);
	build.any.unlink.file.error = KS_PATH_UNREADABLE;
	build.any.unlink.result = -EACCES;
	EXPECT(EVENT("unlink", REFUSED,
		     FILE_SECTION("\"path_resolution_error\":\"requested path not in memory\","
				  "\"uid\":0,\"gid\":0")), "unlink of nobody knows what");
}

/* The same file after the call: its change is younger. */
#define AFTER(path, name) \
	"{\"path\":\"" path "\",\"name\":\"" name "\",\"inode\":1312,\"mode\":33261," \
	"\"mount_id\":29,\"filesystem\":\"ext4\"," ROOT "," \
	"\"modification_time\":\"2023-01-02T03:04:05.000000007Z\"," \
	"\"change_time\":\"2023-04-05T00:00:12Z\"}"

static void after(struct ks_file *file, const char *path)
{
	build_file(&build, file, path);
	file->changed.seconds = 1680652812;
	file->changed.nanoseconds = 0;
}

static void links(void)
{
	struct ks_event_link *link = &build.any.link;

	begin(KS_EVENT_link);
	build_file(&build, &link->file, "/srv/a");
	after(&link->destination, "/srv/b");
	EXPECT(EVENT("link", SUCCESS,
		     FILE_SECTION(MEMBERS_OF("/srv/a", "a") ",\"destination\":" AFTER("/srv/b", "b"))),
	       "link");

	begin(KS_EVENT_link);
	build_file(&build, &link->file, "/srv/a");
	link->file.uid = NOBODY;
	build_place(&build, &link->destination, "/srv/b");
	link->result = -EPERM;
	EXPECT(EVENT("link", REFUSED,
		     FILE_SECTION("\"path\":\"/srv/a\",\"name\":\"a\",\"inode\":1312,\"mode\":33261,"
				  "\"mount_id\":29,\"filesystem\":\"ext4\",\"uid\":3999999999,"
				  "\"gid\":0,\"group\":\"root\"," TIMES ",\"destination\":{"
				  PLACE("/srv/b", "b") ",\"uid\":3999999999,\"gid\":0,"
				  "\"group\":\"root\"}")), "link refused at the directory");

	begin(KS_EVENT_link);
	build_file(&build, &link->file, "/srv/a");
	build_unseen(&build, &link->destination, "/secret/b");
	link->result = -EACCES;
	EXPECT(EVENT("link", REFUSED,
		     FILE_SECTION(MEMBERS_OF("/srv/a", "a") ",\"destination\":{"
				  "\"path\":\"/secret/b\",\"name\":\"b\",\"path_resolution_error\":"
				  "\"refused before resolution\"," ROOT "}")),
	       "link refused before its new name");

	begin_refused(KS_EVENT_link, &link->file, &link->result);
	build_unseen(&build, &link->destination, "/srv/b");
	EXPECT(REFUSED_BEFORE("link", UNSEEN("/srv/b", "b")), "link refused before");
}

static void renames(void)
{
	struct ks_event_rename *rename = &build.any.rename;

	begin(KS_EVENT_rename);
	build_file(&build, &rename->file, "/srv/a");
	after(&rename->destination, "/srv/d/b");
	build.header.flags = KS_ASYNC;
	EXPECT(EVENT("rename", SUCCESS ",\"async\":true",
		     FILE_SECTION(MEMBERS_OF("/srv/a", "a") ",\"destination\":"
				  AFTER("/srv/d/b", "b"))), "rename by io_uring");

	/* as in an exchange, or where the kernel saw another file: each has its own members */
	begin(KS_EVENT_rename);
	build_file(&build, &rename->file, "/srv/a");
	after(&rename->destination, "/mnt/b");
	rename->destination.inode = 18446744073709551615ULL;
	rename->destination.mode = 0120777;
	rename->destination.mount_id = 30;
	rename->destination.uid = NOBODY;
	rename->destination.gid = NOBODY;
	rename->destination.state |= KS_FILE_LAYER | KS_FILE_UPPER;
	EXPECT(EVENT("rename", SUCCESS,
		     FILE_SECTION(MEMBERS_OF("/srv/a", "a") ",\"destination\":{\"path\":\"/mnt/b\","
				  "\"name\":\"b\",\"inode\":18446744073709551615,\"mode\":41471,"
				  "\"in_upper_layer\":true,\"mount_id\":30,\"filesystem\":\"ext4\","
				  "\"uid\":3999999999,\"gid\":3999999999,\"modification_time\":"
				  "\"2023-01-02T03:04:05.000000007Z\","
				  "\"change_time\":\"2023-04-05T00:00:12Z\"}")), "rename, exchanged");

	begin(KS_EVENT_rename);
	build_file(&build, &rename->file, "/srv/a");
	build_place(&build, &rename->destination, "/srv/b");
	build.header.flags = KS_NO_RESULT;
	EXPECT(CHANGE("rename", "", PLACE("/srv/b", "b") "," ROOT), "rename, results off");

	begin(KS_EVENT_rename);
	build_unseen(&build, &rename->file, "/a");
	rename->destination.error = KS_PATH_UNREADABLE;
	rename->result = -EPERM;
	EXPECT(EVENT("rename", REFUSED,
		     FILE_SECTION(UNSEEN("/a", "a") ",\"destination\":{\"path_resolution_error\":"
				  "\"requested path not in memory\",\"uid\":0,\"gid\":0}")),
	       "rename refused before, to nobody knows what");
}

static void chmods(void)
{
	struct ks_event_chmod *chmod = &build.any.chmod;

	begin(KS_EVENT_chmod);
	build_file(&build, &chmod->file, "/srv/a");
	chmod->mode = 0xffffffff;
	EXPECT(CHANGE("chmod", SUCCESS, "\"mode\":4095," ROOT), "chmod, only permissions");
	chmod->mode = 0;
	chmod->file.gid = NOBODY;
	chmod->result = -EPERM;
	EXPECT(EVENT("chmod", REFUSED,
		     FILE_SECTION("\"path\":\"/srv/a\",\"name\":\"a\",\"inode\":1312,\"mode\":33261,"
				  "\"mount_id\":29,\"filesystem\":\"ext4\",\"uid\":0,"
				  "\"user\":\"root\",\"gid\":3999999999," TIMES ",\"destination\":"
				  "{\"mode\":0,\"uid\":0,\"user\":\"root\",\"gid\":3999999999}")),
	       "chmod refused at the file");

	begin_refused(KS_EVENT_chmod, &chmod->file, &chmod->result);
	chmod->mode = 0644;
	EXPECT(REFUSED_BEFORE("chmod", "\"mode\":420,\"uid\":0,\"gid\":0"),
	       "chmod refused before");
}

static void chowns(void)
{
	struct ks_event_chown *chown = &build.any.chown;

	begin(KS_EVENT_chown);
	build_file(&build, &chown->file, "/srv/a");
	chown->uid = 0;
	chown->gid = -1;
	EXPECT(CHANGE("chown", SUCCESS, "\"uid\":0,\"gid\":-1"), "chown of the user");
	chown->uid = -1;
	chown->gid = 2147483647;
	chown->result = -EPERM;
	EXPECT(CHANGE("chown", REFUSED, "\"uid\":-1,\"gid\":2147483647"),
	       "chown of the group, refused");

	chown->uid = (__s32)4294967294u;
	chown->gid = (__s32)2147483648u;
	EXPECT(CHANGE("chown", REFUSED, "\"uid\":4294967294,\"gid\":2147483648"),
	       "chown to large ids");

	begin_refused(KS_EVENT_chown, &chown->file, &chown->result);
	chown->uid = chown->gid = -1;
	EXPECT(REFUSED_BEFORE("chown", "\"uid\":-1,\"gid\":-1"), "chown refused before");
}

static void begin_utimes(void)
{
	struct ks_event_utimes *utimes = &build.any.utimes;

	begin(KS_EVENT_utimes);
	build_file(&build, &utimes->file, "/srv/a");
	utimes->access.seconds = 0;
	utimes->access.nanoseconds = 123;
	utimes->modified.seconds = -1;
	utimes->modified.nanoseconds = 500000000;
	utimes->state = KS_TIMES_ACCESS | KS_TIMES_MODIFIED;
}

#define UTIMES(outcome, times) CHANGE("utimes", outcome, ROOT times)
#define ACCESSED ",\"access_time\":\"1970-01-01T00:00:00.000000123Z\""
#define MODIFIED ",\"modification_time\":\"1969-12-31T23:59:59.5Z\""

static void times(void)
{
	struct ks_event_utimes *utimes = &build.any.utimes;

	begin_utimes();
	EXPECT(UTIMES(SUCCESS, ACCESSED MODIFIED), "utimes, one before 1970");
	utimes->result = -EPERM;
	EXPECT(UTIMES(REFUSED, ACCESSED MODIFIED), "utimes refused at the file");
	utimes->result = 0;
	utimes->state = KS_TIMES_ACCESS;
	EXPECT(UTIMES(SUCCESS, ACCESSED), "utimes, the modification is to stay");
	utimes->state = KS_TIMES_MODIFIED;
	EXPECT(UTIMES(SUCCESS, MODIFIED), "utimes, the access is to stay");
	utimes->state = 0;
	EXPECT(UTIMES(SUCCESS, ""), "utimes, both are to stay");

	/* what no RFC 3339 time can say, and UTIME_OMIT as it is written */
	begin_utimes();
	utimes->access.seconds = 253402300800LL;
	utimes->modified.nanoseconds = UTIME_OMIT;
	EXPECT(UTIMES(SUCCESS, ""), "utimes that cannot be said");
	begin_utimes();
	utimes->access.seconds = -62167219200LL;
	utimes->access.nanoseconds = 0;
	utimes->modified.seconds = (-1ULL << 63);
	EXPECT(UTIMES(SUCCESS, ",\"access_time\":\"0000-01-01T00:00:00Z\""), "the first year");

	begin_refused(KS_EVENT_utimes, &utimes->file, &utimes->result);
	utimes->state = KS_TIMES_ACCESS;
	EXPECT(REFUSED_BEFORE("utimes", "\"uid\":0,\"gid\":0,"
			      "\"access_time\":\"1970-01-01T00:00:00Z\""), "utimes refused before");
}

static void begin_setxattr(void)
{
	begin(KS_EVENT_setxattr);
	build_file(&build, &build.any.setxattr.file, "/srv/a");
}

#define XATTR(name, outcome, attribute) CHANGE(name, outcome, ROOT attribute)

static void attributes(void)
{
	static const struct {
		const char *name, *members;
	} names[] = {
		{ "user.test_xattr", ",\"attribute_name\":\"user.test_xattr\","
				     "\"attribute_namespace\":\"user\"" },
		{ "system.posix.acl", ",\"attribute_name\":\"system.posix.acl\","
				      "\"attribute_namespace\":\"system\"" },
		{ "nodot", ",\"attribute_name\":\"nodot\"" },
		{ ".user", ",\"attribute_name\":\".user\"" },
		{ "user.", ",\"attribute_name\":\"user.\",\"attribute_namespace\":\"user\"" },
		{ ".", ",\"attribute_name\":\".\"" },
		{ "", "" },
		{ "us\xff.a\"\n", ",\"attribute_name\":\"us\\\\xff.a\\\"\\n\","
				  "\"attribute_namespace\":\"us\\\\xff\"" },
		{ "user.\xc3\xa4", ",\"attribute_name\":\"user.\xc3\xa4\","
				   "\"attribute_namespace\":\"user\"" },
		{ "user.\\x", ",\"attribute_name\":\"user.\\\\\\\\x\","
			      "\"attribute_namespace\":\"user\"" },
	};
	struct ks_event_setxattr *setxattr = &build.any.setxattr;
	struct ks_event_removexattr *removexattr = &build.any.removexattr;
	char wanted[4096];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		begin_setxattr();
		build_string(&build, &setxattr->name, names[i].name, strlen(names[i].name));
		snprintf(wanted, sizeof(wanted), XATTR("setxattr", SUCCESS, "%s"),
			 names[i].members);
		EXPECT(wanted, names[i].name);
	}
	begin_setxattr();
	BUILD_LITERAL(&build, &setxattr->name, "trusted.a");
	setxattr->result = -EPERM;
	EXPECT(XATTR("setxattr", REFUSED, ",\"attribute_name\":\"trusted.a\","
		     "\"attribute_namespace\":\"trusted\""), "setxattr refused at the file");

	begin(KS_EVENT_removexattr);
	build_file(&build, &removexattr->file, "/srv/a");
	BUILD_LITERAL(&build, &removexattr->name, "user.a");
	EXPECT(XATTR("removexattr", SUCCESS, ",\"attribute_name\":\"user.a\","
		     "\"attribute_namespace\":\"user\""), "removexattr");
	begin_refused(KS_EVENT_removexattr, &removexattr->file, &removexattr->result);
	BUILD_LITERAL(&build, &removexattr->name, "user.a");
	EXPECT(REFUSED_BEFORE("removexattr", "\"uid\":0,\"gid\":0,\"attribute_name\":\"user.a\","
			      "\"attribute_namespace\":\"user\""), "removexattr refused before");
}

#define PIPE(entry, exit) \
	"\"splice\":{\"pipe_entry_flag\":\"" entry "\",\"pipe_exit_flag\":\"" exit "\"},"

static void splices(void)
{
	struct ks_event_splice *splice = &build.any.splice;

	begin(KS_EVENT_splice);
	build_file(&build, &splice->file, "/srv/a");
	splice->result = 4096;
	splice->exit_flags = 0x10;
	EXPECT(EVENT("splice", SUCCESS, FILE_SECTION(MEMBERS_OF("/srv/a", "a"))
		     PIPE("", "PIPE_BUF_FLAG_CAN_MERGE")), "splice of a file");
	splice->result = -EINVAL;
	splice->entry_flags = 0x81;
	splice->exit_flags = 0xffffffff;
	EXPECT(EVENT("splice", ERROR, FILE_SECTION(MEMBERS_OF("/srv/a", "a"))
		     PIPE("128 | PIPE_BUF_FLAG_LRU", "4294967168 | PIPE_BUF_FLAG_ATOMIC | "
			  "PIPE_BUF_FLAG_CAN_MERGE | PIPE_BUF_FLAG_GIFT | PIPE_BUF_FLAG_LOSS | "
			  "PIPE_BUF_FLAG_LRU | PIPE_BUF_FLAG_PACKET | PIPE_BUF_FLAG_WHOLE")),
	       "splice that fails, every flag");

	begin(KS_EVENT_splice);
	splice->entry_flags = splice->exit_flags = 0x18;
	build.header.flags = KS_ASYNC;
	EXPECT(EVENT("splice", SUCCESS ",\"async\":true",
		     PIPE("PIPE_BUF_FLAG_CAN_MERGE | PIPE_BUF_FLAG_PACKET",
			  "PIPE_BUF_FLAG_CAN_MERGE | PIPE_BUF_FLAG_PACKET")), "splice of two pipes");
	begin(KS_EVENT_splice);
	splice->result = -EBADF;
	EXPECT(EVENT("splice", ERROR, PIPE("", "")), "splice of nothing");
	begin(KS_EVENT_splice);
	splice->result = -EACCES;
	build.header.flags = KS_NO_RESULT;
	EXPECT(EVENT("splice", "", PIPE("", "")), "splice, results off");

	begin(KS_EVENT_splice);
	build_file(&build, &splice->file, "/memfd:a");
	splice->file.state |= KS_FILE_PRIVATE;
	splice->result = -EPERM;
	EXPECT(EVENT("splice", REFUSED,
		     FILE_SECTION("\"name\":\"memfd:a\",\"inode\":1312,\"mode\":33261," ROOT "," TIMES)
		     PIPE("", "")), "splice of a file without a place");
	begin(KS_EVENT_splice);
	build_file(&build, &splice->file, "");
	splice->file.state |= KS_FILE_PRIVATE;
	splice->file.mode = 0140777;
	EXPECT(EVENT("splice", SUCCESS,
		     FILE_SECTION("\"inode\":1312,\"mode\":49663," ROOT "," TIMES) PIPE("", "")),
	       "splice of a file without a name");
	begin(KS_EVENT_splice);
	build_place(&build, &splice->file, "/srv/a");
	EXPECT(EVENT("splice", SUCCESS,
		     FILE_SECTION(PLACE("/srv/a", "a") ",\"uid\":0,\"gid\":0") PIPE("", "")),
	       "splice of a file of which only the name is known");
}

static void begin_mount(void)
{
	struct ks_event_mount *mount = &build.any.mount;

	begin(KS_EVENT_mount);
	build_file(&build, &mount->root, "/srv");
	mount->root.inode = 140;
	mount->root.mode = 040755;
	mount->root.mount_id = 412;
	mount->root.device = 8388609;
	build_file(&build, &mount->point, "/b");
	mount->point.filesystem.length = 0;
	BUILD_LITERAL(&build, &mount->point.filesystem, "xfs");
	mount->point.uid = NOBODY;
	mount->group_id = 7;
	mount->source_id = 29;
	mount->state = KS_MOUNT_BIND | KS_MOUNT_GROUP;
	BUILD_LITERAL(&build, &mount->path, "/mnt/b");
	BUILD_LITERAL(&build, &mount->source, "/data/srv");
}

#define SHOWN \
	"\"path\":\"/srv\",\"name\":\"srv\",\"inode\":140,\"mode\":16877,\"mount_id\":412," \
	"\"filesystem\":\"ext4\"," ROOT "," TIMES
#define COVERED \
	"{\"path\":\"/b\",\"name\":\"b\",\"inode\":1312,\"mode\":33261,\"mount_id\":29," \
	"\"filesystem\":\"xfs\",\"uid\":3999999999,\"gid\":0,\"group\":\"root\"," TIMES "}"
#define MOUNT(members) \
	EVENT("mount", SUCCESS, "\"mount\":{\"mp\":" COVERED ",\"root\":{" SHOWN "}," \
	      "\"mount_id\":412,\"parent_mount_id\":29,\"device\":8388609,\"fs_type\":\"ext4\"," \
	      members "},")
#define MOUNT_FILE(members) \
	EVENT("mount", SUCCESS, FILE_SECTION(SHOWN ",\"destination\":" COVERED \
	      ",\"new_mount_id\":412" members))

static void mounts(void)
{
	struct ks_event_mount *mount = &build.any.mount;

	begin_mount();
	EXPECT(MOUNT("\"group_id\":7,\"bind_src_mount_id\":29,\"mountpoint.path\":\"/mnt/b\","
		     "\"source.path\":\"/data/srv\""), "bind mount");

	/* what is left of a source is none */
	mount->state = KS_MOUNT_GROUP;
	mount->group_id = 0;
	mount->source_error = KS_PATH_DETACHED;
	EXPECT(MOUNT("\"group_id\":0,\"bind_src_mount_id\":0,\"mountpoint.path\":\"/mnt/b\""),
	       "mount that shows nothing else");

	begin_mount();
	mount->state = KS_MOUNT_BIND;
	mount->path_error = KS_PATH_TRUNCATED;
	mount->source_error = KS_PATH_DETACHED;
	mount->source.length = 0;
	EXPECT(MOUNT("\"group_id\":0,\"bind_src_mount_id\":29,\"mountpoint.path\":\"/mnt/b\","
		     "\"mountpoint.path_error\":\"truncated_parents\","
		     "\"source.path_error\":\"mount is in no namespace\""), "mount with errors");
	mount->path.length = 0;
	mount->path_error = 255;
	mount->source_error = 0;
	EXPECT(MOUNT("\"group_id\":0,\"bind_src_mount_id\":29,"
		     "\"mountpoint.path_error\":\"unknown reason\""), "mount with an unknown error");

	begin(KS_EVENT_mount);
	mount->root.device = 5;
	mount->root.mount_id = mount->point.mount_id = 6;
	mount->group_id = mount->source_id = 7;
	build.header.flags = KS_NO_RESULT;
	EXPECT(EVENT("mount", "", "\"mount\":{\"mp\":{\"uid\":0,\"gid\":0},"
		     "\"root\":{\"uid\":0,\"gid\":0},\"mount_id\":0,\"group_id\":0,"
		     "\"parent_mount_id\":0,\"bind_src_mount_id\":0,\"device\":0},"),
	       "mount of nobody knows what");
}

static void mounts_of_version_one(void)
{
	struct ks_event_mount *mount = &build.any.mount;

	begin_mount();
	EXPECT(MOUNT_FILE(",\"group_id\":7,\"device\":8388609,\"fstype\":\"ext4\""),
	       "v1: bind mount");
	mount->state = 0;
	mount->path_error = mount->source_error = KS_PATH_BUSY;
	EXPECT(MOUNT_FILE(",\"device\":8388609,\"fstype\":\"ext4\""),
	       "v1: mount without a group, with errors");
	begin(KS_EVENT_mount);
	EXPECT(EVENT("mount", SUCCESS,
		     FILE_SECTION("\"uid\":0,\"gid\":0,\"destination\":{\"uid\":0,\"gid\":0}")),
	       "v1: mount of nobody knows what");
}

/* Whoever wrote these did not know the members at the end. */
static void older_writers(void)
{
	begin(KS_EVENT_chmod);
	build_file(&build, &build.any.chmod.file, "/srv/a");
	build.any.chmod.mode = 0xffffffff;
	build.any.chmod.result = -EPERM;
	build.header.fixed = offsetof(struct ks_event_chmod, result);
	EXPECT(CHANGE("chmod", SUCCESS, "\"mode\":0," ROOT), "chmod of an older writer");

	begin(KS_EVENT_rename);
	build_file(&build, &build.any.rename.file, "/srv/a");
	memset(&build.any.rename.destination, 0xff, sizeof(struct ks_file));
	build.header.fixed = offsetof(struct ks_event_rename, destination);
	EXPECT(CHANGE("rename", SUCCESS, ROOT), "rename of an older writer");

	begin(KS_EVENT_setxattr);
	build_file(&build, &build.any.setxattr.file, "/srv/a");
	memset(&build.any.setxattr.name, 0xff, sizeof(struct ks_string));
	build.header.fixed = offsetof(struct ks_event_setxattr, name);
	EXPECT(XATTR("setxattr", SUCCESS, ""), "setxattr of an older writer");

	begin(KS_EVENT_mount);
	memset(&build.any.mount.root, 0xff, sizeof(build.any.mount) - sizeof(struct ks_header));
	build.header.fixed = sizeof(struct ks_header);
	EXPECT(EVENT("mount", SUCCESS, "\"mount\":{\"mp\":{\"uid\":0,\"gid\":0},"
		     "\"root\":{\"uid\":0,\"gid\":0},\"mount_id\":0,\"group_id\":0,"
		     "\"parent_mount_id\":0,\"bind_src_mount_id\":0,\"device\":0},"),
	       "mount of an older writer");
}

static unsigned int next_random(unsigned int *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static size_t below(unsigned int *state, size_t limit)
{
	return next_random(state) % limit;
}

/* Every string somewhere behind the fixed part, over one another if it comes so. */
static void move_strings(const struct event_type *type, unsigned int *state)
{
	size_t i;

	for (i = 0; i < type->string_count; i++) {
		struct ks_string *string = (void *)(build.bytes + type->strings[i]);

		string->offset = type->fixed + below(state, 8);
		string->length = below(state, build.header.length - string->offset + 1);
	}
}

/* Whatever the values are, it is a line, and the sanitizer watches where they lead. */
static void any_values(const struct event_type *type)
{
	const size_t values = sizeof(struct ks_header);
	unsigned int state = type->id, round, lines = 0, good = 0;
	struct view view;
	cJSON *root;
	size_t i;

	for (round = 0; round < 400; round++) {
		begin(type->id);
		build_string(&build, &build.any.open.file.path, "/a.b\xff\\x", 8);
		for (i = below(&state, 40); i; i--)
			build.bytes[values + below(&state, type->fixed - values)] =
				below(&state, 3) ? below(&state, 9) : 0xff;
		if (round % 2)
			move_strings(type, &state);
		if (decode_record(&view, build.bytes) != DECODE_OK)
			continue;
		lines++;
		root = cJSON_Parse(line_of(&build));
		good += !!root;
		cJSON_Delete(root);
	}
	CHECK(lines >= 200);
	CHECK_NUMBER(good, lines);
}

static void every_value(void)
{
	const struct event_type *type;
	size_t i;

	for (i = 0; (type = event_at(i)); i++)
		if (type->category && !strcmp(type->category, "File Activity"))
			any_values(type);
}

void test_section(void)
{
	line_begin(SERIALIZE_V2);
	mkdirs();
	maker();
	removals();
	links();
	renames();
	chmods();
	chowns();
	times();
	attributes();
	splices();
	mounts();
	older_writers();
	every_value();
	line_end();

	line_begin(SERIALIZE_V1);
	mkdirs();
	removals();
	links();
	renames();
	chmods();
	chowns();
	times();
	attributes();
	splices();
	mounts_of_version_one();
	every_value();
	line_end();
}
