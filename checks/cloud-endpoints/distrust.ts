import type { JudgeContext } from '../../src/core/check.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { knownPublicRoots } from '../../src/trust/known-public-roots.ts';
import { searchPaths } from '../../src/trust/path-search.ts';
import { rootProgramThumbprints } from '../../src/trust/root-program-list.ts';
import { judgeRoot, type RootVerdictCode } from '../../src/trust/root-verdict.ts';
import { rootCa } from '../root-ca.ts';

/** Nothing that Windows could fetch or wait for would change these. */
const REFUSED: ReadonlySet<RootVerdictCode> = new Set(['missing', 'disallowed', 'incomplete-chain']);

/**
 * Whether this machine certainly refuses what a server sent, by the stores that `root-ca` has read. They are looked at
 * when they are there and not waited for; false also when it could not be told.
 */
export function isRefusedHere(
  certificates: readonly Uint8Array[],
  { evidenceOf, observedAt }: Pick<JudgeContext, 'evidenceOf' | 'observedAt'>,
): boolean {
  const known = evidenceOf(rootCa);
  const [leaf, ...pool] = certificates.flatMap((der) => {
    const decoded = decodeCertificate(der);
    return decoded.ok ? [decoded.value] : [];
  });
  if (known?.kind !== 'searched' || known.unread.length > 0 || leaf === undefined) {
    return false;
  }
  const atMs = observedAt.getTime();
  const search = searchPaths({
    leaf,
    pool: pool.map((certificate) => ({ certificate, source: 'server' })),
    store: known.machine.store,
    knownPublicRoots: knownPublicRoots(),
    rootProgram: rootProgramThumbprints(known.update.list),
    atMs,
  });
  const fetchable = search.wantedIssuers.some(({ urls }) => urls.length > 0);
  return !search.incomplete && !fetchable && REFUSED.has(judgeRoot(search, known.update, atMs).code);
}
