import { quoted } from '../command/command.ts';

/** A flag with its value: only the value needs quotes. */
const FLAG = /^(--[a-z][a-z-]*=)(.+)$/s;

/** A word quoted as a person would type it: `--location="${CONTROL_PLANE_LOCATION}"`. */
export function word(text: string): string {
  const [, flag = '', value = text] = FLAG.exec(text) ?? [];
  return flag + quoted(value);
}
