// SPDX-License-Identifier: GPL-2.0
#include "enrich_container.h"
#include "test.h"

#define A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NOT_HEX "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static const char *id_in(const char *path)
{
	static char id[CONTAINER_ID_LENGTH + 1];
	struct text text = { path, strlen(path) };

	memset(id, 0, sizeof(id));
	return enrich_container_id(text, id) ? id : "none";
}

static void learn(__u64 cgroup, const char *path)
{
	struct text text = { path, strlen(path) };

	enrich_container_learn(cgroup, text);
}

/* What is told again changes nothing, or every line would be rendered anew. */
static void again(void)
{
	unsigned int before;

	CHECK(!enrich_container(200));
	learn(200, "/docker/" A);
	before = enrich_container_generation();
	learn(200, "/docker/" A);
	learn(200, "/docker/" A);
	CHECK_NUMBER(enrich_container_generation() - before, 0);
	/* renamed */
	learn(200, "/docker/" B);
	CHECK_NUMBER(enrich_container_generation() - before, 1);
	CHECK(enrich_container(200) && !memcmp(enrich_container(200)->id, B, 64));
	learn(200, "/x");
	CHECK_NUMBER(enrich_container_generation() - before, 2);
	CHECK(!enrich_container(200));
}

/* Groups that come and go do not push out a container, nor stay for ever. */
static void many(void)
{
	unsigned int before, i;
	char path[100];

	learn(300, "/docker/" A);
	before = enrich_container_generation();
	for (i = 0; i < 200000; i++) {
		enrich_container_enter(1000000 + i, 5);
		learn(1000000 + i, "/user.slice/run-1.scope");
		if (enrich_container(1000000 + i))
			break;
	}
	CHECK_NUMBER(i, 200000);
	CHECK(enrich_container(300) && !memcmp(enrich_container(300)->id, A, 64));
	CHECK_NUMBER(enrich_container_generation() - before, 0);

	/* nor do containers, as long as it is used */
	for (i = 0; i < 3 * ENRICH_CONTAINERS_MAX; i++) {
		snprintf(path, sizeof(path), "/docker/%064x", i + 1);
		learn(2000000 + i, path);
		if (i % 1000 == 0 && !enrich_container(300))
			break;
	}
	CHECK_NUMBER(i, 3 * ENRICH_CONTAINERS_MAX);
	CHECK(enrich_container(300) && !memcmp(enrich_container(300)->id, A, 64));
	CHECK(enrich_container(2000000 + i - 1));
	CHECK(!enrich_container(2000000));
	/* who showed one that is freed looks again, but not once for each */
	before = enrich_container_generation() - before;
	CHECK(before > 0);
	/* told again, it is there again, and those who asked are told */
	before = enrich_container_generation();
	learn(2000000, "/docker/" B);
	CHECK(enrich_container(2000000) && enrich_container_generation() != before);
}

void test_container(void)
{
	unsigned int before;

	CHECK_STRING(id_in("/"), "none");
	CHECK_STRING(id_in(""), "none");
	CHECK_STRING(id_in("/user.slice/user-0.slice/session-1.scope"), "none");
	CHECK_STRING(id_in("/docker/" A), A);
	CHECK_STRING(id_in("/docker/" A "/"), A);
	CHECK_STRING(id_in("/docker/" A "/init.scope"), A);
	CHECK_STRING(id_in("/docker/" A "/docker/" B), B);
	CHECK_STRING(id_in("/system.slice/docker-" A ".scope"), A);
	CHECK_STRING(id_in("/machine.slice/libpod-" A ".scope/container"), A);
	CHECK_STRING(id_in("/kubepods/burstable/pod1/crio-" A), A);
	CHECK_STRING(id_in("/kubepods.slice/cri-containerd-" A ".scope"), A);
	CHECK_STRING(id_in("/system.slice/kubelet.slice:cri-containerd:" A), A);
	CHECK_STRING(id_in("/machine.slice/crio-conmon-" A ".scope"), "none");
	CHECK_STRING(id_in("/docker/" A "0"), "none");
	CHECK_STRING(id_in("/docker/" NOT_HEX), "none");

	CHECK(!enrich_container(0));
	learn(100, "/docker/" A);
	CHECK(enrich_container(100) && !memcmp(enrich_container(100)->id, A, 64));
	CHECK_NUMBER(enrich_container(100)->created, 0);
	enrich_container_enter(100, 5000);
	enrich_container_enter(100, 6000);
	CHECK_NUMBER(enrich_container(100)->created, 5000);
	/* another group of the same container */
	learn(101, "/docker/" A "/sub");
	CHECK(enrich_container(101) == enrich_container(100));

	/* the number comes before the path */
	before = enrich_container_generation();
	enrich_container_enter(102, 7000);
	CHECK(!enrich_container(102));
	learn(102, "/x/docker-" B ".scope");
	CHECK(enrich_container_generation() != before);
	CHECK(enrich_container(102) && enrich_container(102)->created == 7000);
	before = enrich_container_generation();
	learn(103, "/x");
	learn(104, "/docker/" B);
	CHECK_NUMBER(enrich_container_generation() - before, 0);
	CHECK(!enrich_container(103));
	again();
	many();
}
