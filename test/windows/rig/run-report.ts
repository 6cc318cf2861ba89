/** The document on standard output, when standard output is one: `report` is there or it is not. */
export function parseReport(stdout: string): { report?: unknown } {
  if (!/^\s*[[{]/.test(stdout)) return {};
  try {
    return { report: JSON.parse(stdout) as unknown };
  } catch {
    // Not JSON after all: whoever expects a report finds none, and fails with the text in hand.
    return {};
  }
}
