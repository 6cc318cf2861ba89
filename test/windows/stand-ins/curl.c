/*
 * Stands in for %SystemRoot%\System32\curl.exe, which Wine does not have: says what Windows' own Schannel would say.
 * Only the cases that ask for it put it there.
 *
 *   C:\lab\curl.stdout  what it prints, byte for byte: the answer to --write-out
 *   C:\lab\curl.stderr  the same for standard error: --verbose lines and the reason of a failure
 *   C:\lab\curl.exit    its exit code, decimal (default 0)
 *   C:\lab\curl.mode    end (default) | hang
 *   C:\lab\curl.jsonl   one line of JSON for every start
 */
#include "lab.h"

int wmain(int argc, wchar_t **argv) {
  lab_note_start(L"C:\\lab\\curl.jsonl", argc, argv);
  lab_print(L"C:\\lab\\curl.stderr", STD_ERROR_HANDLE);
  if (lab_says(L"C:\\lab\\curl.mode", "hang")) Sleep(INFINITE);
  lab_print(L"C:\\lab\\curl.stdout", STD_OUTPUT_HANDLE);
  return (int)lab_number(L"C:\\lab\\curl.exit", 0);
}
