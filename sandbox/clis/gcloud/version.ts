import type { Command } from '../command.ts';
import { print } from '../tool.ts';

/** The gcloud version whose requests the stand-in sends; a conformance test compares them. */
const LIKE = '528.0.0';

export const version: Command = {
  words: 'version',
  operands: 0,
  flags: { format: { kind: 'value', must: true } },
  run: async () => {
    const versions = { 'Google Cloud SDK': LIKE, 'gke-gcloud-auth-plugin': '0.5.10', 'stand-in of the sandbox': '1' };
    print(JSON.stringify(versions, null, 2));
    return 0;
  },
};
