/*
 * Stands in for %SystemRoot%\System32\dsregcmd.exe: says what the test put into C:\lab\dsregcmd.txt, byte for byte.
 *
 *   C:\lab\dsregcmd.txt    what it prints
 *   C:\lab\dsregcmd.exit   its exit code, decimal (default 0)
 *   C:\lab\dsregcmd.mode   print (default) | silent | hang | hang-with-child | print-then-hang
 *   C:\lab\dsregcmd.jsonl  one line of JSON for every start, its hanging child included
 *
 * A real dsregcmd has gathered everything before it prints its first byte, so one that hangs has printed nothing:
 * that is `hang`. `hang-with-child` also starts a second process which hangs, to see that the whole tree is ended.
 */
#include "lab.h"

static const wchar_t *const child_argument = L"/lab-child";

static void start_child(const wchar_t *program) {
  wchar_t line[32768];
  _snwprintf(line, 32768, L"\"%ls\" %ls", program, child_argument);
  STARTUPINFOW startup = {.cb = sizeof startup};
  PROCESS_INFORMATION child;
  if (CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child)) {
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
  }
}

int wmain(int argc, wchar_t **argv) {
  const wchar_t *mode = L"C:\\lab\\dsregcmd.mode";
  lab_note_start(L"C:\\lab\\dsregcmd.jsonl", argc, argv);

  if (argc > 1 && wcscmp(argv[1], child_argument) == 0) Sleep(INFINITE);
  if (lab_says(mode, "hang-with-child")) {
    wchar_t program[32768] = L"";
    GetModuleFileNameW(NULL, program, 32768);
    start_child(program);
    Sleep(INFINITE);
  }
  if (lab_says(mode, "hang")) Sleep(INFINITE);
  if (!lab_says(mode, "silent")) lab_print(L"C:\\lab\\dsregcmd.txt", STD_OUTPUT_HANDLE);
  if (lab_says(mode, "print-then-hang")) Sleep(INFINITE);
  return (int)lab_number(L"C:\\lab\\dsregcmd.exit", 0);
}
