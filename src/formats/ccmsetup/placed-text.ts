/**
 * Text of which every character knows the column it came from, so that a fault found after quotes, escapes and a
 * wrapper have been taken off still points into the line as it was written. Columns count from 1.
 */
export interface PlacedText {
  readonly text: string;
  /** As long as `text`. */
  readonly columns: readonly number[];
}

/** A whole line: character i stands in column i + 1. */
export function placeLine(line: string): PlacedText {
  return { text: line, columns: Array.from({ length: line.length }, (_, index) => index + 1) };
}

export function slicePlaced(source: PlacedText, start: number, end?: number): PlacedText {
  return { text: source.text.slice(start, end), columns: source.columns.slice(start, end) };
}

/** Column of a character; past the end, the column after the last one. */
export function columnAt(source: PlacedText, index: number): number {
  return source.columns[index] ?? (source.columns.at(-1) ?? 0) + 1;
}

/** Collects characters with the columns they came from. */
export class PlacedTextBuilder {
  readonly #characters: string[] = [];
  readonly #columns: number[] = [];

  append(character: string, column: number): void {
    this.#characters.push(character);
    this.#columns.push(column);
  }

  dropLast(count: number): void {
    this.#characters.length -= count;
    this.#columns.length -= count;
  }

  build(): PlacedText {
    return { text: this.#characters.join(''), columns: this.#columns };
  }
}
