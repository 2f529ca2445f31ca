import { quoted } from '../command/command.ts';

/** Values by the name of a group of a pattern. */
export type Parameters = Readonly<Record<string, string>>;

const OPTIONAL = /\[([^[\]]*\{[^[\]]*)\]/g;
const HOLE = /\{(\w+)(?:\|([^{}]*))?\}/g;

/**
 * Fill a phrase: `{name}` with a parameter, `{name|default}` with a default; a part in brackets with a hole is left out
 * when its parameter is missing. A hole without value keeps its name in capitals.
 * @example
 * phrase('quota {quota}[ in {region}] is used up', { quota: 'CPUS' }); // 'quota CPUS is used up'
 */
export function phrase(text: string, parameters: Parameters): string {
  return fill(text, parameters, (value) => value);
}

/** Fill a shell command: as a phrase, with each value quoted, since it comes from a log that anybody may have written. */
export function commandPhrase(text: string, parameters: Parameters): string {
  return fill(text, parameters, quoted);
}

function fill(text: string, parameters: Parameters, as: (value: string) => string): string {
  const value = (name: string): string | undefined => parameters[name] || undefined;
  return text
    .replace(OPTIONAL, (_, part: string) =>
      [...part.matchAll(HOLE)].every(([, name, or]) => or ?? value(name!)) ? part : '',
    )
    .replace(HOLE, (_, name: string, or?: string) => {
      const given = value(name);
      return given === undefined ? (or ?? name.toUpperCase()) : as(given);
    });
}
