/*
 * Stands in for ccmsetup.exe: installs nothing, notes how exactly it was started, ends as it was told to.
 *
 *   C:\lab\ccmsetup.jsonl   one line of JSON for every start: commandLine, argv, workingDirectory, pid
 *   C:\lab\ccmsetup.exit    its exit code, decimal, 32 bits (default 0)
 *   C:\lab\ccmsetup.stdout  what it prints, if anything
 *   C:\lab\ccmsetup.stderr  the same for standard error
 *   C:\lab\ccmsetup.mode    end (default) | hang | press-ctrl-c
 *
 * `press-ctrl-c` does to everybody on its console, itself included, what a user's Ctrl+C does; it goes on for a second
 * and ends with its exit code, or with 99 when the Ctrl+C did not even reach itself.
 */
#include "lab.h"

static volatile LONG interrupted;

static BOOL WINAPI note_interrupt(DWORD event) {
  if (event != CTRL_C_EVENT) return FALSE;
  InterlockedExchange(&interrupted, 1);
  return TRUE;
}

static int press_ctrl_c(void) {
  /* A program may have been started deaf to it. */
  SetConsoleCtrlHandler(NULL, FALSE);
  SetConsoleCtrlHandler(note_interrupt, TRUE);
  GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
  Sleep(1000);
  return interrupted != 0;
}

int wmain(int argc, wchar_t **argv) {
  const wchar_t *mode = L"C:\\lab\\ccmsetup.mode";
  lab_note_start(L"C:\\lab\\ccmsetup.jsonl", argc, argv);
  lab_print(L"C:\\lab\\ccmsetup.stdout", STD_OUTPUT_HANDLE);
  lab_print(L"C:\\lab\\ccmsetup.stderr", STD_ERROR_HANDLE);
  if (lab_says(mode, "hang")) Sleep(INFINITE);
  if (lab_says(mode, "press-ctrl-c") && !press_ctrl_c()) ExitProcess(99);
  /* ExitProcess, not return: the code is 32 bits wide and must arrive as it is. */
  ExitProcess(lab_number(L"C:\\lab\\ccmsetup.exit", 0));
}
