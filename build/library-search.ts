import { NtExecutable } from 'resedit';

/** `IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG` ("PE Format", https://learn.microsoft.com/windows/win32/debug/pe-format). */
const LOAD_CONFIG_INDEX = 10;
/** Offset of `DependentLoadFlags`, a WORD, in `IMAGE_LOAD_CONFIG_DIRECTORY64` (same page, "The Load Configuration Structure"). */
const DEPENDENT_LOAD_FLAGS_OFFSET = 78;
/** Windows' own folder and nothing else ("LoadLibraryExW", https://learn.microsoft.com/windows/win32/api/libloaderapi). */
const LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800;

/**
 * Makes Windows look for the libraries of an executable in System32 alone.
 *
 * Otherwise the executable's own folder comes first, and one of `dbghelp.dll`, `WINMM.dll`, `IPHLPAPI.DLL`, `USERENV.dll`
 * or `CRYPT32.dll` that lies beside it in Downloads runs with the rights of whoever starts it, before a line of ours does.
 * The same as linking with `/DEPENDENTLOADFLAG:0x800`
 * (https://learn.microsoft.com/cpp/build/reference/dependentloadflag, Windows 10 1607 and later); Node imports nothing else
 * than what lies there.
 * @param image an unsigned executable
 * @throws when it has no place for the flag
 */
export function searchSystemFolderOnly(image: Buffer): Buffer {
  const changed = Buffer.from(image);
  changed.writeUInt16LE(LOAD_LIBRARY_SEARCH_SYSTEM32, flagsOffset(changed));
  return changed;
}

/** Whether Windows looks for the executable's libraries in System32 alone. */
export function searchesSystemFolderOnly(image: Buffer): boolean {
  return image.readUInt16LE(flagsOffset(image)) === LOAD_LIBRARY_SEARCH_SYSTEM32;
}

/** @returns offset in the file */
function flagsOffset(image: Buffer): number {
  const executable = NtExecutable.from(image, { ignoreCert: true });
  const section = executable.getSectionByEntry(LOAD_CONFIG_INDEX);
  if (section === null) throw new Error('the runtime has no load configuration');
  const { virtualAddress } = executable.newHeader.optionalHeaderDataDirectory.get(LOAD_CONFIG_INDEX);
  const offset = section.info.pointerToRawData + virtualAddress - section.info.virtualAddress;
  // The structure begins with its own size, which grew from one Windows to the next.
  if (image.readUInt32LE(offset) < DEPENDENT_LOAD_FLAGS_OFFSET + 2) {
    throw new Error('the load configuration of the runtime is older than the flag');
  }
  return offset + DEPENDENT_LOAD_FLAGS_OFFSET;
}
