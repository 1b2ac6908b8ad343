// Starts the program beside it through the loader of its archive: the computer's own loader and libraries may be too old, or missing.
// Linked statically, so that it starts on every Linux.

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Whether the environment asks for Chinese, as the programs read it.
static int is_chinese(void) {
    const char *names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncasecmp(value, "zh", 2) == 0;
    }
    return 0;
}

static int fail(const char *en, const char *zh) {
    fprintf(stderr, is_chinese() ? "无法启动 " PROGRAM "：%s。\n%s\n" : PROGRAM " cannot be started: %s.\n%s\n", strerror(errno),
            is_chinese() ? zh : en);
    return 1;
}

static char *joined(const char *folder, const char *rest) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, rest) >= 0) return path;
    perror(PROGRAM);
    exit(1);
}

int main(int argc, char **argv) {
    // The folder in which this program really stands, behind whatever links.
    char folder[PATH_MAX] = "";
    if (!realpath("/proc/self/exe", folder)) {
        // Swift finds its arguments there, and its queues crash without it.
        return fail("It needs /proc; mount that first: mount -t proc proc /proc", "需要 /proc，请先挂载：mount -t proc proc /proc");
    }
    *strrchr(folder, '/') = 0;
    // The loader bears the program's name, by which the system then lists the process.
    char *loader = joined(folder, "lib/" PROGRAM);
    char *options[] = {argc > 0 ? argv[0] : PROGRAM, "--inhibit-cache", "--library-path", joined(folder, "lib"), "--argv0", loader,
                       joined(folder, "lib/" PROGRAM ".program")};
    size_t count = sizeof options / sizeof *options;
    char **arguments = calloc(count + (size_t)argc + 1, sizeof *arguments);
    if (arguments && setenv("GCONV_PATH", joined(folder, "lib/gconv"), 1) == 0) {
        memcpy(arguments, options, sizeof options);
        if (argc > 1) memcpy(arguments + count, argv + 1, (size_t)(argc - 1) * sizeof *argv);
        execv(loader, arguments);
    }
    return fail("Unpack the whole archive again; " PROGRAM " has to stay beside its folder lib.",
                "请重新解压整个压缩包；" PROGRAM " 必须与其 lib 文件夹放在一起。");
}
