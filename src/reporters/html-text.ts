import { printableLines } from './printable.ts';

/** Markup that has been escaped already; anything else is text. */
export interface Html {
  readonly markup: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as markup; also right inside a quoted attribute. */
function escapeText(text: string): string {
  return printableLines(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** Tag for templates: what is put in is escaped unless it is {@link Html}. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const inserted = values.map((value) => (typeof value === 'object' ? value.markup : escapeText(String(value))));
  return { markup: String.raw({ raw: parts }, ...inserted) };
}

/** One after the other. */
export function join(items: readonly Html[]): Html {
  return { markup: items.map(({ markup }) => markup).join('') };
}
