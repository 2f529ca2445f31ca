/** Whether a character takes two cells of a terminal (East Asian wide). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Replaces control characters: names come from APIs and could move the cursor or end an element. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ');
}

/** Width of a text in terminal cells. */
export function cells(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

/** An upper bound of the width in any sans-serif font of this size (both in pixels). */
export function pixels(text: string, size: number): number {
  return cells(text) * size * 0.6;
}

/** Items in rows of at most `width`, in order. */
export function rows<T>(items: readonly T[], widthOf: (item: T) => number, width: number): T[][] {
  const result: T[][] = [];
  let left = 0;
  for (const item of items) {
    const needed = widthOf(item);
    if (needed > left || result.length === 0) {
      result.push([]);
      left = width;
    }
    result.at(-1)!.push(item);
    left -= needed;
  }
  return result;
}
