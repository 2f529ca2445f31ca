import { describe, expect, it } from 'vitest';
import { type Command, commandLine } from '../../../lib/command/command.ts';
import { LABEL, MANAGER, OBJECT_LABEL, OURS } from '../../../lib/ownership/label.ts';
import { ownObject } from '../../../lib/ownership/object.ts';
import { stillSession } from '../wait/still-session.ts';

const OF = { resource: 'secret', name: 'hf-secret', namespace: 'vllm' };
const labels = { 'app.kubernetes.io/managed-by': 'vllm-tpu-runbook' };
const by = (...managers: string[]) => managers.map((manager) => ({ manager }));
const secret = (metadata: object) => ({ kind: 'Secret', metadata: { name: 'hf-secret', uid: '1', ...metadata } });

/** The result of one look at an object, and its kubectl command. */
async function look(object: object | undefined) {
  const commands: Command[] = [];
  const { session } = stillSession({
    ask: async (command) => {
      commands.push(command);
      if (object) return { exitCode: 0, stdout: JSON.stringify(object), stderr: '' };
      return { exitCode: 1, stdout: '', stderr: 'Error from server (NotFound): secrets "hf-secret" not found' };
    },
  });
  const ownership = await ownObject(OF).ownership(session, session.signal);
  return { ownership, line: commands.map(commandLine).join('\n') };
}

it('gcloud and kubectl can select and set the labels', () => {
  expect(OURS).toBe('app.kubernetes.io/managed-by=vllm-tpu-runbook');
  expect([LABEL, OBJECT_LABEL]).toEqual([
    { key: 'managed-by', value: MANAGER },
    { key: 'app.kubernetes.io/managed-by', value: MANAGER },
  ]);
});

describe('an object in the cluster', () => {
  it.each([
    ['that does not exist', undefined, 'absent'],
    ['with the label', secret({ labels }), 'ours'],
    ['with the label, created by this runbook', secret({ labels, managedFields: by(MANAGER) }), 'ours'],
    ['created by this runbook', secret({ managedFields: by('kube-controller-manager', MANAGER) }), 'unlabelled'],
    ['of Helm', secret({ labels: { 'app.kubernetes.io/managed-by': 'helm' }, managedFields: by('helm') }), 'another'],
    ['without labels and managers', secret({}), 'another'],
  ])('%s is %j: %s', async (_, object, ownership) => {
    expect((await look(object)).ownership).toBe(ownership);
  });

  it('is read with one kubectl get, with its field managers', async () => {
    expect((await look(secret({}))).line).toBe('kubectl get secret hf-secret -n vllm --show-managed-fields -o json');
  });
});
