/*
 * Starts one program and writes down the truth about it. Two things make it necessary under Wine: Node does not start
 * when its output is a Unix pipe, and a Unix shell sees only the low 8 bits of an exit code.
 *
 *   starter.exe <folder>      the folder says what to do and takes what came of it
 *     command.txt        the exact command line, UTF-8
 *     directory.txt      working directory (optional)
 *     environment.txt    lines NAME=VALUE, or NAME= to remove (optional)
 *     stdin.txt          standard input (optional; otherwise NUL)
 *     limit.txt          milliseconds after which the program is ended
 *   -> stdout.txt stderr.txt result.json
 *      {"outcome":"exited","exitCode":n,"durationMs":n} | {"outcome":"timed-out",…} | {"outcome":"not-started","error":n}
 *
 * The program is not put into a job: Node makes a job of its own, and what it does with its children is under test.
 */
#include "lab.h"

static wchar_t folder[MAX_PATH];

static const wchar_t *in_folder(const wchar_t *name) {
  static wchar_t paths[8][MAX_PATH + 32];
  static int next;
  wchar_t *path = paths[next++ % 8];
  _snwprintf(path, MAX_PATH + 32, L"%ls\\%ls", folder, name);
  return path;
}

static wchar_t *wide_file(const wchar_t *name) {
  char *bytes = lab_read(in_folder(name), NULL);
  return bytes ? lab_wide(bytes) : NULL;
}

static HANDLE open_inheritable(const wchar_t *path, DWORD access, DWORD disposition) {
  SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
  return CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherit, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
}

static void set_environment(char *lines) {
  for (char *line = lines ? strtok(lines, "\r\n") : NULL; line; line = strtok(NULL, "\r\n")) {
    char *equals = strchr(line, '=');
    if (!equals) continue;
    *equals = 0;
    SetEnvironmentVariableW(lab_wide(line), equals[1] ? lab_wide(equals + 1) : NULL);
  }
}

static int note(const char *outcome, const char *name, DWORD number, ULONGLONG durationMs) {
  FILE *file = _wfopen(in_folder(L"result.part"), L"wb");
  if (!file) return 2;
  fprintf(file, "{\"outcome\":\"%s\",\"%s\":%lu,\"durationMs\":%llu}\n", outcome, name, number, durationMs);
  fclose(file);
  /* Whoever waits for the result never sees half of it. */
  return MoveFileExW(in_folder(L"result.part"), in_folder(L"result.json"), MOVEFILE_REPLACE_EXISTING) ? 0 : 2;
}

int wmain(int argc, wchar_t **argv) {
  if (argc != 2 || wcslen(argv[1]) >= MAX_PATH) {
    fputs("usage: starter.exe <folder>\n", stderr);
    return 2;
  }
  wcscpy(folder, argv[1]);

  wchar_t *command = wide_file(L"command.txt");
  wchar_t *directory = wide_file(L"directory.txt");
  if (!command) return note("not-started", "error", ERROR_FILE_NOT_FOUND, 0);
  set_environment(lab_read(in_folder(L"environment.txt"), NULL));

  HANDLE input = open_inheritable(in_folder(L"stdin.txt"), GENERIC_READ, OPEN_EXISTING);
  if (input == INVALID_HANDLE_VALUE) input = open_inheritable(L"NUL", GENERIC_READ, OPEN_EXISTING);
  STARTUPINFOW startup = {
      .cb = sizeof startup,
      .dwFlags = STARTF_USESTDHANDLES,
      .hStdInput = input,
      .hStdOutput = open_inheritable(in_folder(L"stdout.txt"), GENERIC_WRITE, CREATE_ALWAYS),
      .hStdError = open_inheritable(in_folder(L"stderr.txt"), GENERIC_WRITE, CREATE_ALWAYS),
  };
  PROCESS_INFORMATION process;
  ULONGLONG begun = GetTickCount64();
  if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, directory, &startup, &process)) {
    return note("not-started", "error", GetLastError(), 0);
  }

  DWORD code = 0;
  int ended = WaitForSingleObject(process.hProcess, lab_number(in_folder(L"limit.txt"), INFINITE)) == WAIT_OBJECT_0;
  if (!ended) {
    TerminateProcess(process.hProcess, 1);
    WaitForSingleObject(process.hProcess, 5000);
  }
  GetExitCodeProcess(process.hProcess, &code);
  return note(ended ? "exited" : "timed-out", "exitCode", code, GetTickCount64() - begun);
}
