import type { Command } from '../command.ts';
import { Refused } from '../tool.ts';
import { ApiError, ask, projectOf } from './api.ts';

export const access: Command = {
  words: 'secrets versions access',
  operands: 1,
  flags: { secret: { kind: 'value', must: true } },
  run: async (call) => {
    const name = `projects/${projectOf(call)}/secrets/${call.value('secret')}/versions/${call.operands[0]}`;
    try {
      const { payload } = await ask('SECRETMANAGER', 'GET', `v1/${name}:access`);
      process.stdout.write(Buffer.from(payload.data, 'base64'));
      return 0;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new Refused(`ERROR: (gcloud.secrets.versions.access) ${error.reason}: ${error.message}`);
    }
  },
};
