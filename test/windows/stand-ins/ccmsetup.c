/*
 * Stands in for ccmsetup.exe: installs nothing, notes how exactly it was started, ends as it was told to.
 *
 *   C:\lab\ccmsetup.jsonl   one line of JSON for every start: commandLine, argv, workingDirectory, pid
 *   C:\lab\ccmsetup.exit    its exit code, decimal, 32 bits (default 0)
 *   C:\lab\ccmsetup.stdout  what it prints, if anything
 *   C:\lab\ccmsetup.stderr  the same for standard error
 */
#include "lab.h"

int wmain(int argc, wchar_t **argv) {
  lab_note_start(L"C:\\lab\\ccmsetup.jsonl", argc, argv);
  lab_print(L"C:\\lab\\ccmsetup.stdout", STD_OUTPUT_HANDLE);
  lab_print(L"C:\\lab\\ccmsetup.stderr", STD_ERROR_HANDLE);
  /* ExitProcess, not return: the code is 32 bits wide and must arrive as it is. */
  ExitProcess(lab_number(L"C:\\lab\\ccmsetup.exit", 0));
}
