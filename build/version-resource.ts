import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** Resource types ("Resource Types", https://learn.microsoft.com/windows/win32/menurc/resource-types). */
const RT_ICON = 3;
const RT_GROUP_ICON = 14;
const RT_MANIFEST = 24;
const LANGUAGE_EN_US = 1033;
const CODE_PAGE_UNICODE = 1200;
const PRODUCT = 'cmg-preflight';
/** Task Manager lists a process under this text, so it is short. */
const FILE_DESCRIPTION = 'CMG client install preflight';

/**
 * Gives a Windows executable this product's version resource in place of Node's, and takes Node's icon away.
 *
 * The manifest is left alone: Node's asks for `asInvoker`, and its list of supported systems is the runtime's own.
 * @param image an unsigned executable
 * @param version semantic version; a pre-release tag stays in the strings and is left out of the numbers
 */
export function describeProduct(image: Buffer, version: string): Buffer {
  const executable = NtExecutable.from(image);
  const resources = NtExecutableResource.from(executable);
  const kept = resources.entries.filter((entry) => entry.type !== RT_ICON && entry.type !== RT_GROUP_ICON);
  resources.entries = kept;

  const [info] = Resource.VersionInfo.fromEntries(kept);
  if (!info) throw new Error('the runtime has no version resource to replace');
  for (const language of info.getAllLanguagesForStringValues()) info.removeAllStringValues(language);
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number);
  info.setFileVersion(major, minor, patch, 0, LANGUAGE_EN_US);
  info.setProductVersion(major, minor, patch, 0, LANGUAGE_EN_US);
  info.setStringValues(
    { lang: LANGUAGE_EN_US, codepage: CODE_PAGE_UNICODE },
    {
      ProductName: PRODUCT,
      FileDescription: FILE_DESCRIPTION,
      CompanyName: `${PRODUCT} contributors`,
      LegalCopyright: `${PRODUCT} contributors, MIT license; contains Node.js and others, see THIRD-PARTY-NOTICES.txt`,
      InternalName: PRODUCT,
      OriginalFilename: `${PRODUCT}.exe`,
      FileVersion: version,
      ProductVersion: version,
    },
  );
  info.outputToResourceEntries(kept);
  resources.outputResource(executable);
  return Buffer.from(executable.generate());
}

/** The strings of an executable's version resource, by name; empty when it has none. */
export function readVersionStrings(image: Buffer): Readonly<Record<string, string>> {
  const [info] = Resource.VersionInfo.fromEntries(readResources(image).entries);
  const [language] = info?.getAllLanguagesForStringValues() ?? [];
  return info && language ? info.getStringValues(language) : {};
}

/** The privilege level an executable asks Windows for, e.g. `asInvoker`, or `undefined` when its manifest names none. */
export function readExecutionLevel(image: Buffer): string | undefined {
  const manifest = readResources(image).entries.find((entry) => entry.type === RT_MANIFEST);
  return manifest && /requestedExecutionLevel[^>]*level="(\w+)"/.exec(Buffer.from(manifest.bin).toString('utf8'))?.[1];
}

function readResources(image: Buffer): NtExecutableResource {
  return NtExecutableResource.from(NtExecutable.from(image, { ignoreCert: true }));
}
