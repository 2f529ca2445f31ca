import { escaped } from '../html/escaped.ts';
import { clean } from './text.ts';

/** Without control characters, which XML does not allow. */
export function escapeXml(content: string): string {
  return escaped(clean(content));
}

/** A coordinate with at most two decimals, so that the output is stable. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function textElement(content: string, x: number, y: number, classes?: string): string {
  return `<text${classes ? ` class="${classes}"` : ''} x="${n(x)}" y="${n(y)}">${escapeXml(content)}</text>`;
}
