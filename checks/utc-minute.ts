/** A moment as people read it, e.g. `2026-06-01 12:00 UTC`. @param ms since 1970, UTC */
export function utcMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
