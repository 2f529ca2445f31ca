import type { Call, Command, Flag } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import { ApiError, ask, projectOf } from './api.ts';
import { BINDING, CHANGES, changed, policyText } from './policy.ts';
import { removeBucket } from './remove-bucket.ts';

const value: Flag = { kind: 'value', must: true };
const on: Flag = { kind: 'switch', must: true };

export const storage: readonly Command[] = [
  bucketCommand('buckets create', { 'uniform-bucket-level-access': on, location: value }, async (bucket, call) => {
    say(`Creating gs://${bucket}/...`);
    await ask('STORAGE', 'POST', 'b', {
      query: { enableObjectRetention: 'False', project: projectOf(call), projection: 'noAcl' },
      body: {
        name: bucket,
        location: call.value('location'),
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
      },
    });
  }),
  bucketCommand('buckets update', { 'update-labels': value }, async (bucket, call) => {
    say(`Updating gs://${bucket}/...`);
    const query = { projection: 'noAcl' };
    const before = await ask('STORAGE', 'GET', `b/${bucket}`, { query });
    const labels = Object.fromEntries(
      call
        .value('update-labels')!
        .split(',')
        .map((label) => label.split('=')),
    );
    const body = { ...before, labels: { ...before.labels, ...labels } };
    await ask('STORAGE', 'PATCH', `b/${bucket}`, { query, body });
  }),
  bucketCommand('rm', { recursive: { ...on, short: 'r' } }, removeBucket),
  bindingCommand('add'),
  bindingCommand('remove'),
];

function bindingCommand(verb: 'add' | 'remove'): Command {
  return bucketCommand(`buckets ${verb}-iam-policy-binding`, BINDING, async (bucket, call) => {
    const query = { fields: 'bindings,etag', optionsRequestedPolicyVersion: '3' };
    const policy = await ask('STORAGE', 'GET', `b/${bucket}/iam`, { query });
    const bindings = changed(policy, CHANGES[verb], call);
    if (!bindings)
      throw new Refused('ERROR: Policy binding with the specified principal, role, and condition not found!');
    const body = { ...policy, bindings, version: 3 };
    print(policyText(await ask('STORAGE', 'PUT', `b/${bucket}/iam`, { body })));
  });
}

/** A command on one bucket, `gs://NAME`. */
function bucketCommand(
  words: string,
  flags: Command['flags'],
  act: (bucket: string, call: Call) => Promise<void>,
): Command {
  const name = `gcloud.storage.${words.replaceAll(' ', '.')}`;
  return {
    words: `storage ${words}`,
    operands: 1,
    flags,
    run: async (call) => {
      const [, bucket] = /^gs:\/\/([\w.-]+)\/?$/.exec(call.operands[0]!) ?? [];
      if (bucket === undefined)
        throw new Refused(`ERROR: (${name}) this stand-in for gcloud supports only gs://BUCKET`);
      try {
        await act(bucket, call);
        return 0;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const missing = error.status === 404 ? `gs://${bucket} not found: 404.` : undefined;
        throw new Refused(`ERROR: (${name}) ${missing ?? `HTTPError ${error.status}: ${error.message}`}`);
      }
    },
  };
}
