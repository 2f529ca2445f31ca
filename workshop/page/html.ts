import { escaped } from '../../lib/html/escaped.ts';

/** HTML that is safe to send: everything that went in was escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Html | string | number | false | null | undefined | readonly Child[];

/** A text as HTML, inside an element or a quoted attribute. Control characters become spaces. */
export function escapeHtml(text: string): string {
  return escaped(text).replace(/[^\P{Cc}\n\t]/gu, ' ');
}

/**
 * HTML from a template; values are escaped unless they are HTML themselves. Quote every attribute.
 * @example
 * html`<td title="${pod.name}">${pod.phase}</td>`.text
 */
export function html(strings: TemplateStringsArray, ...values: readonly Child[]): Html {
  return new Html(strings.map((piece, index) => piece + render(values[index])).join(''));
}

/** Something from this project that is HTML already: a chart. Never a text from outside. */
export const trusted = (text: string): Html => new Html(text);

function render(child: Child): string {
  if (child instanceof Html) return child.text;
  if (child === false || child === null || child === undefined) return '';
  if (typeof child === 'string' || typeof child === 'number') return escapeHtml(String(child));
  return child.map(render).join('');
}
