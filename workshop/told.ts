import { colours, plain, type Style } from '../lib/log/format.ts';
import type { Language } from './text.ts';

/** How a command speaks. */
export interface Told {
  readonly json: boolean;
  readonly language: Language;
}

export const style = (): Style => (process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain);

/** Prints a result, as JSON or as text. */
export const show = ({ json }: Pick<Told, 'json'>, value: unknown, text: string): void =>
  console.log(json ? JSON.stringify(value, null, 2) : text);
