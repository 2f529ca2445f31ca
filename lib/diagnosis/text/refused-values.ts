/** argparse, also that of gcloud, repeats what was typed: `error: unrecognized arguments: --x {"end": "preempted"}`. */
const REPEATS =
  /\b(?:unrecognized arguments: ?|error: argument [^\n:]{1,120}: (?:invalid [^\n:]{0,60}value: |invalid choice: |expected |not allowed ))/;

/**
 * Where the words of the person begin in a refused command line; undefined in any other line. What is found only there
 * is no message.
 */
export const typedFrom = (line: string): number | undefined => {
  const found = REPEATS.exec(line);
  return found ? found.index + found[0].length : undefined;
};
