/*
 * What the stand-ins share: where their instructions lie, and how they write down what happened to them.
 *
 * Instructions and notes are plain files in C:\lab, because a stand-in is started by the program under test, which
 * passes on no handle, argument or variable that a test could use. Windows only, no C runtime beyond mingw's.
 */
#ifndef CMG_PREFLIGHT_LAB_H
#define CMG_PREFLIGHT_LAB_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

/* An instruction file longer than this is a mistake of the test. */
#define LAB_MAX_BYTES (16u * 1024u * 1024u)

/* The bytes of a file, NUL-terminated, in memory that is never freed (the process is short); NULL if there is none. */
static inline char *lab_read(const wchar_t *path, size_t *length) {
  FILE *file = _wfopen(path, L"rb");
  if (!file) return NULL;
  char *bytes = malloc(LAB_MAX_BYTES + 1);
  size_t got = bytes ? fread(bytes, 1, LAB_MAX_BYTES, file) : 0;
  fclose(file);
  if (!bytes) return NULL;
  bytes[got] = 0;
  if (length) *length = got;
  return bytes;
}

/* The unsigned 32-bit number in a file, or a default when there is no such file. */
static inline DWORD lab_number(const wchar_t *path, DWORD otherwise) {
  char *text = lab_read(path, NULL);
  return text ? (DWORD)strtoul(text, NULL, 10) : otherwise;
}

/* Does the file hold exactly this word (a trailing newline aside)? */
static inline int lab_says(const wchar_t *path, const char *word) {
  char *text = lab_read(path, NULL);
  if (!text) return 0;
  size_t length = strcspn(text, "\r\n");
  return length == strlen(word) && strncmp(text, word, length) == 0;
}

static inline char *lab_utf8(const wchar_t *text) {
  int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
  char *bytes = malloc(size > 0 ? (size_t)size : 1);
  if (!bytes) exit(3);
  bytes[0] = 0;
  if (size > 0) WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL);
  return bytes;
}

static inline wchar_t *lab_wide(const char *text) {
  int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
  wchar_t *wide = malloc(sizeof(wchar_t) * (size > 0 ? (size_t)size : 1));
  if (!wide) exit(3);
  wide[0] = 0;
  if (size > 0) MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, size);
  return wide;
}

static inline void lab_json_string(FILE *file, const wchar_t *text) {
  fputc('"', file);
  for (const unsigned char *byte = (const unsigned char *)lab_utf8(text); *byte; byte++) {
    if (*byte == '"' || *byte == '\\') fprintf(file, "\\%c", *byte);
    else if (*byte < 0x20) fprintf(file, "\\u%04x", *byte);
    else fputc(*byte, file);
  }
  fputc('"', file);
}

/* Appends one line of JSON: the exact command line, what it splits into, the working directory and the process id. */
static inline void lab_note_start(const wchar_t *path, int argc, wchar_t **argv) {
  FILE *file = _wfopen(path, L"ab");
  if (!file) return;
  wchar_t directory[32768] = L"";
  GetCurrentDirectoryW(32768, directory);
  fputs("{\"commandLine\":", file);
  lab_json_string(file, GetCommandLineW());
  fputs(",\"argv\":[", file);
  for (int i = 0; i < argc; i++) {
    if (i > 0) fputc(',', file);
    lab_json_string(file, argv[i]);
  }
  fputs("],\"workingDirectory\":", file);
  lab_json_string(file, directory);
  fprintf(file, ",\"pid\":%lu}\n", GetCurrentProcessId());
  fclose(file);
}

/* Copies a file to one of our own outputs as it is; a missing file is an empty one. */
static inline void lab_print(const wchar_t *path, DWORD output) {
  size_t length = 0;
  char *bytes = lab_read(path, &length);
  HANDLE handle = GetStdHandle(output);
  for (size_t sent = 0; bytes && sent < length;) {
    DWORD wrote = 0;
    if (!WriteFile(handle, bytes + sent, (DWORD)(length - sent), &wrote, NULL) || wrote == 0) return;
    sent += wrote;
  }
}

#endif
