import { describe, expect, it } from 'vitest';
import { type Command, commandLine } from '../../../lib/command/command.ts';
import { createdHere, isComplete, isForeign, isOurs, MANAGED_BY, OURS } from '../../../lib/kubernetes/ownership.ts';
import type { Condition } from '../../../lib/wait/condition.ts';
import { stillSession } from '../wait/still-session.ts';

const OF = { resource: 'secret', name: 'hf-secret', namespace: 'vllm' };
const LABEL = { 'app.kubernetes.io/managed-by': 'vllm-tpu-runbook' };
const by = (...managers: string[]) => managers.map((manager) => ({ manager }));
const secret = (metadata: object) => ({ kind: 'Secret', metadata: { name: 'hf-secret', uid: '1', ...metadata } });

const ABSENT = undefined;
const labelled = secret({ labels: LABEL });
const halfMade = secret({ managedFields: by('kube-controller-manager', 'vllm-tpu-runbook') });
const theirs = secret({ labels: { 'app.kubernetes.io/managed-by': 'helm' }, managedFields: by('helm') });
const bare = secret({});

/** What one look says about an object, and what it asks kubectl for. */
async function look(condition: Condition<boolean>, object: object | undefined) {
  const commands: Command[] = [];
  const { session } = stillSession({
    ask: async (command) => {
      commands.push(command);
      if (object) return { exitCode: 0, stdout: JSON.stringify(object), stderr: '' };
      return { exitCode: 1, stdout: '', stderr: 'Error from server (NotFound): secrets "hf-secret" not found' };
    },
  });
  const { state } = await condition.look(session, session.signal);
  return { state, line: commands.map(commandLine).join('\n') };
}

describe('an object in the cluster', () => {
  it('is ours by the label that kubectl can select and set', () => {
    expect(OURS).toBe('app.kubernetes.io/managed-by=vllm-tpu-runbook');
    expect(MANAGED_BY).toEqual({ label: 'app.kubernetes.io/managed-by', value: 'vllm-tpu-runbook' });
  });

  it.each([
    ['isOurs', isOurs, ABSENT, 'pending'],
    ['isOurs', isOurs, labelled, 'met'],
    ['isOurs', isOurs, halfMade, 'pending'],
    ['isOurs', isOurs, theirs, 'pending'],
    ['isOurs', isOurs, bare, 'pending'],
    ['createdHere', createdHere, ABSENT, 'pending'],
    ['createdHere', createdHere, halfMade, 'met'],
    ['createdHere', createdHere, labelled, 'pending'],
    ['createdHere', createdHere, theirs, 'pending'],
    ['isComplete', isComplete, ABSENT, 'pending'],
    ['isComplete', isComplete, labelled, 'met'],
    ['isComplete', isComplete, halfMade, 'pending'],
    ['isComplete', isComplete, secret({ labels: LABEL, managedFields: by('vllm-tpu-runbook') }), 'met'],
    ['isComplete', isComplete, theirs, 'met'],
    ['isComplete', isComplete, bare, 'met'],
    ['isForeign', isForeign, ABSENT, 'pending'],
    ['isForeign', isForeign, labelled, 'pending'],
    ['isForeign', isForeign, theirs, 'met'],
    ['isForeign', isForeign, bare, 'met'],
  ] as const)('%s of %o: %s', async (_, condition, object, state) => {
    expect((await look(condition(OF), object)).state).toBe(state);
  });

  it.each([
    ['isOurs', isOurs, ''],
    ['isForeign', isForeign, ''],
    ['createdHere', createdHere, ' --show-managed-fields'],
    ['isComplete', isComplete, ' --show-managed-fields'],
  ] as const)('%s asks with one kubectl get', async (_, condition, flag) => {
    const { line } = await look(condition(OF), labelled);
    expect(line).toBe(`kubectl get secret hf-secret -n vllm${flag} -o json`);
  });

  it('is taken as ours in a dry run, and never as foreign', () => {
    const placeholders = [isOurs, createdHere, isComplete, isForeign].map((condition) => condition(OF).placeholder);
    expect(placeholders).toEqual([true, true, true, false]);
  });
});
