import type { Command } from '../command.ts';
import { print } from '../tool.ts';

/** The kubectl version whose requests the stand-in sends; a conformance test compares them. */
const LIKE = { major: '1', minor: '33', gitVersion: 'v1.33.1+sandbox' };

export const version: Command = {
  words: 'version',
  operands: 0,
  flags: { client: { kind: 'switch', must: true }, output: { kind: 'value', must: true, short: 'o' } },
  run: async () => {
    print(JSON.stringify({ clientVersion: LIKE }, null, 2));
    return 0;
  },
};
