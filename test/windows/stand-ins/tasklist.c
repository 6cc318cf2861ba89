/*
 * Stands in for %SystemRoot%\System32\tasklist.exe, of which Wine's knows no filter. Looks at the processes that really run;
 * knows the one question that the program under test asks: /fi "imagename eq <name>" /fo csv /nh
 */
#include "lab.h"
#include <tlhelp32.h>

int wmain(int argc, wchar_t **argv) {
  static const wchar_t *expected[] = {L"/fi", NULL, L"/fo", L"csv", L"/nh"};
  const wchar_t *prefix = L"imagename eq ";
  int known = argc == 6 && _wcsnicmp(argv[2], prefix, wcslen(prefix)) == 0;
  for (int i = 0; known && i < 5; i++) {
    if (expected[i] != NULL && _wcsicmp(argv[i + 1], expected[i]) != 0) known = 0;
  }
  if (!known) {
    fputs("ERROR: the stand-in for tasklist was asked something else\n", stderr);
    return 1;
  }
  const wchar_t *name = argv[2] + wcslen(prefix);
  HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32W entry = {.dwSize = sizeof entry};
  int found = 0;
  for (BOOL more = Process32FirstW(snapshot, &entry); more; more = Process32NextW(snapshot, &entry)) {
    if (_wcsicmp(entry.szExeFile, name) != 0) continue;
    printf("\"%s\",\"%lu\",\"Services\",\"0\",\"1,234 K\"\n", lab_utf8(entry.szExeFile), entry.th32ProcessID);
    found = 1;
  }
  if (!found) puts("INFO: No tasks are running which match the specified criteria.");
  return 0;
}
