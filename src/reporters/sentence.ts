/** What is found is often said without a full stop; in one line with more it needs one. */
export function ended(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}
