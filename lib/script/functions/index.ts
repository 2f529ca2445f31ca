import { commands } from './commands.ts';
import { google } from './google.ts';
import { kubernetes } from './kubernetes.ts';
import { load } from './load.ts';
import { waits } from './waits.ts';

/** The functions of scripts, by name, in the order in which a script defines them. */
export const functions: Readonly<Record<string, string>> = {
  ...waits,
  ...commands,
  ...kubernetes,
  ...google,
  ...load,
};

/** The functions that a text calls, and those that they call, in the order of the table. */
export function functionsIn(text: string): readonly string[] {
  const found = new Set<string>();
  const search = (within: string): void => {
    for (const name of Object.keys(functions)) {
      if (found.has(name) || !new RegExp(`(?<![\\w./-])${name}(?![\\w./-])`).test(within)) continue;
      found.add(name);
      search(functions[name]!);
    }
  };
  search(text);
  return Object.keys(functions).filter((name) => found.has(name));
}
