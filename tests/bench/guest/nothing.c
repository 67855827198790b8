// SPDX-License-Identifier: GPL-2.0
/* An ordinary static program that has nothing to do. */
int main(void)
{
	return 0;
}
