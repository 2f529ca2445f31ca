import type { Call, Command } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import { ApiError, ask } from './api.ts';
import { BINDING, CHANGES, changed, policyText } from './policy.ts';

const UNCONDITIONAL = { ...BINDING, condition: { kind: 'value', must: true } } as const;

export const projects: readonly Command[] = (['add', 'remove'] as const).map((verb) => ({
  words: `projects ${verb}-iam-policy-binding`,
  operands: 1,
  flags: UNCONDITIONAL,
  run: (call) => change(verb, call),
}));

async function change(verb: 'add' | 'remove', call: Call): Promise<number> {
  const command = `gcloud.projects.${verb}-iam-policy-binding`;
  const project = call.operands[0]!.replace(/^projects\//, '');
  const path = `v1/projects/${project}`;
  if (call.value('condition') !== 'None')
    throw new Refused('ERROR: this stand-in for gcloud supports only --condition=None');
  try {
    const options = { requestedPolicyVersion: 3 };
    const policy = await ask('CLOUDRESOURCEMANAGER', 'POST', `${path}:getIamPolicy`, { body: { options } });
    const bindings = changed(policy, CHANGES[verb], call);
    if (!bindings)
      throw new Refused(
        `ERROR: (${command}) Policy binding with the specified principal, role, and condition not found!`,
      );
    const body = { policy: { bindings, etag: policy.etag, version: 3 } };
    const written = await ask('CLOUDRESOURCEMANAGER', 'POST', `${path}:setIamPolicy`, { body });
    say(`Updated IAM policy for project [${project}].`);
    print(policyText(written));
    return 0;
  } catch (error) {
    if (error instanceof ApiError) throw new Refused(`ERROR: (${command}) HTTPError ${error.status}: ${error.message}`);
    throw error;
  }
}
