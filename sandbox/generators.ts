import { generate as messages } from './container/generate.ts';
import { generate as names } from './data/generate.ts';
import { generate as schemas } from './kubernetes/resources/generate.ts';

/** The text of every generated file, by its path in the sandbox. */
export function generated(): Map<string, string> {
  return new Map([messages, names, schemas].flatMap((generate) => [...generate()]));
}
