/** e.g. `2026-05-31 12:00 UTC`. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
}
