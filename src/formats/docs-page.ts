/** A heading of a Markdown page with what stands below it, up to the next heading of any level. */
export interface DocsSection {
  /** Number of `#`; 0 for what stands before the first heading. */
  readonly level: number;
  /** Without its code marks. */
  readonly heading: string;
  /** Markdown, without blank lines around it. */
  readonly body: string;
}

/** Cuts a page at its headings; a `#` inside a fenced block of code is none. */
export function sectionsOf(page: string): readonly DocsSection[] {
  const sections: { level: number; heading: string; lines: string[] }[] = [{ level: 0, heading: '', lines: [] }];
  let isFenced = false;
  for (const line of page.split(/\r?\n/)) {
    if (/^\s*```/.test(line)) isFenced = !isFenced;
    const [, marks, heading] = (!isFenced && /^(#{1,6})\s+(.*?)\s*$/.exec(line)) || [];
    if (marks === undefined || heading === undefined) sections.at(-1)?.lines.push(line);
    else sections.push({ level: marks.length, heading: heading.replaceAll('`', ''), lines: [] });
  }
  return sections.map(({ lines, ...section }) => ({ ...section, body: lines.join('\n').replace(/^\s*\n|\s+$/g, '') }));
}

/** The Markdown below a heading with what is subordinate to it, or undefined where the page has no such heading. */
export function sectionNamed(sections: readonly DocsSection[], heading: string): string | undefined {
  const at = sections.findIndex((section) => section.level > 0 && section.heading === heading);
  const own = sections[at];
  if (own === undefined) return undefined;
  const rest = sections.slice(at + 1);
  const end = rest.findIndex(({ level }) => level <= own.level);
  return [own.body, ...rest.slice(0, end < 0 ? undefined : end).map(markdownOf)].join('\n\n').trim();
}

/** The page without its title, without these headings and what is below them, and without headings that are left empty. */
export function pageWithout(sections: readonly DocsSection[], headings: ReadonlySet<string>): string {
  let leftOut = Number.POSITIVE_INFINITY;
  const kept = sections.filter(({ level, heading }) => {
    if (level <= leftOut) leftOut = headings.has(heading) ? level : Number.POSITIVE_INFINITY;
    return leftOut === Number.POSITIVE_INFINITY;
  });
  const title = kept.findIndex(({ level }) => level === 1);
  return kept
    .map((section, at) => (at === title ? { ...section, level: 0 } : section))
    .filter(({ body }) => body !== '')
    .map(markdownOf)
    .join('\n\n');
}

function markdownOf({ level, heading, body }: DocsSection): string {
  return level === 0 ? body : `${'#'.repeat(level)} ${heading}\n\n${body}`.trim();
}
