/**
 * A variable of a bash script inside a word: the text survives the code that builds commands and manifests, and becomes
 * `${NAME}` where the word is quoted for the shell. Private-use characters: no name, path or message contains them.
 */
const BEGIN = '\ue000';
const END = '\ue001';
const VARIABLE = new RegExp(`${BEGIN}([A-Z_]+)${END}`, 'g');

/** The variable as a part of a word. */
export const shellVariable = (name: string): string => `${BEGIN}${name}${END}`;

/** The names of the variables in a text, in order of their first use. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name!))];
}

/** The text with `${NAME}` for each variable. @param literal how the text around the variables is written */
export function withVariables(text: string, literal: (part: string) => string = (part) => part): string {
  return text
    .split(VARIABLE)
    .map((part, index) => (index % 2 === 0 ? literal(part) : `\${${part}}`))
    .join('');
}

/** A text in which bash expands nothing but the variables: inside double quotes, or in a here-document. */
export const escaped = (text: string, special: RegExp): string =>
  withVariables(text, (part) => part.replace(special, '\\$&'));
