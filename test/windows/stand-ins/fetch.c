/*
 * Resolves a name, connects and prints what comes back, with nothing but Windows' sockets: shows what the rig's network
 * looks like from a Windows program without the program under test.
 *
 *   fetch.exe <host> <port>     prints "<address>\n" and the answer to GET / HTTP/1.0; fails with the socket error
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include "lab.h"

int wmain(int argc, wchar_t **argv) {
  WSADATA data;
  ADDRINFOW hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  ADDRINFOW *found = NULL;
  if (argc != 3 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;

  int error = GetAddrInfoW(argv[1], argv[2], &hints, &found);
  if (error != 0) return error;
  char address[INET_ADDRSTRLEN] = "";
  inet_ntop(AF_INET, &((struct sockaddr_in *)found->ai_addr)->sin_addr, address, sizeof address);
  printf("%s\n", address);

  SOCKET connection = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (connect(connection, found->ai_addr, (int)found->ai_addrlen) != 0) return WSAGetLastError();
  char bytes[4096];
  int length = snprintf(bytes, sizeof bytes, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", lab_utf8(argv[1]));
  if (send(connection, bytes, length, 0) != length) return WSAGetLastError();
  while ((length = recv(connection, bytes, sizeof bytes, 0)) > 0) fwrite(bytes, 1, (size_t)length, stdout);
  return length < 0 ? WSAGetLastError() : 0;
}
