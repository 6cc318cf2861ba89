/*
 * Stands in for %SystemRoot%\System32\whoami.exe, of which Wine's answers `/groups` with nothing and exit code 0, and
 * always for the Unix user. Prints what the rig wrote; the table of /groups is the one format that it does not know.
 *
 *   C:\lab\whoami-user.txt    /user, as a table
 *   C:\lab\whoami-user.csv    rows of /user /fo csv
 *   C:\lab\whoami-groups.csv  rows of /groups /fo csv
 *   C:\lab\whoami.exit        its exit code, decimal (default 0); anything but 0 prints nothing
 */
#include "lab.h"

static int given(int argc, wchar_t **argv, const wchar_t *option) {
  for (int i = 1; i < argc; i++) {
    if (_wcsicmp(argv[i], option) == 0) return 1;
  }
  return 0;
}

int wmain(int argc, wchar_t **argv) {
  lab_note_start(L"C:\\lab\\whoami.jsonl", argc, argv);
  DWORD code = lab_number(L"C:\\lab\\whoami.exit", 0);
  if (code != 0) ExitProcess(code);

  int user = given(argc, argv, L"/user");
  int groups = given(argc, argv, L"/groups");
  int csv = given(argc, argv, L"csv");
  if (user && !groups && !csv) {
    lab_print(L"C:\\lab\\whoami-user.txt", STD_OUTPUT_HANDLE);
    return 0;
  }
  if (user == groups || !csv) {
    fputs("whoami stand-in: knows /user, /user /fo csv and /groups /fo csv\n", stderr);
    return 1;
  }
  if (!given(argc, argv, L"/nh")) {
    fputs(user ? "\"User Name\",\"SID\"\n" : "\"Group Name\",\"Type\",\"SID\",\"Attributes\"\n", stdout);
    fflush(stdout);
  }
  lab_print(user ? L"C:\\lab\\whoami-user.csv" : L"C:\\lab\\whoami-groups.csv", STD_OUTPUT_HANDLE);
  return 0;
}
