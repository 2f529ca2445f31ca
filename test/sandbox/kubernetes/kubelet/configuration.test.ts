import { describe, expect, test } from 'vitest';
import { SECOND } from '../rig.ts';
import { container, createPod, createRig, shell, status } from './pod.ts';

describe('configuration', () => {
  const variable = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hf-secret', key: 'hf_api_token' } } };

  test('a missing secret holds the container until it is there', async () => {
    const rig = await createRig();
    createPod(rig, { env: [variable] });
    await rig.pass(15 * SECOND);
    expect(status(rig).phase).toBe('Pending');
    expect(container(rig).state).toEqual({
      waiting: { reason: 'CreateContainerConfigError', message: 'secret "hf-secret" not found' },
    });
    expect(rig.events('web').some((event) => event.startsWith('Failed: Error: secret "hf-secret" not found'))).toBe(
      true,
    );
    rig.create('secrets', { metadata: { namespace: 'default', name: 'hf-secret' }, data: { other: 'eA==' } });
    await rig.pass(15 * SECOND);
    expect(container(rig).state.waiting.message).toBe("couldn't find key hf_api_token in Secret default/hf-secret");
    rig.store.modify('secrets', 'default', 'hf-secret', (draft) => {
      draft.data = { hf_api_token: 'eA==' };
    });
    await rig.pass(15 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });

  test('variables come from services, secrets, fields and each other', async () => {
    const rig = await createRig();
    rig.create('secrets', {
      metadata: { namespace: 'default', name: 'hf-secret' },
      data: { hf_api_token: Buffer.from('hf_x').toString('base64') },
    });
    rig.create('services', {
      metadata: { namespace: 'default', name: 'vllm-service' },
      spec: { clusterIP: '34.118.230.1', ports: [{ name: 'http', port: 8000 }] },
    });
    const env = [
      variable,
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'BOTH', value: '$(NAME)/$(TOKEN) $$(NAME) $(UNKNOWN)' },
    ];
    createPod(rig, {
      env,
      ...shell('echo $(BOTH); echo $(VLLM_SERVICE_SERVICE_HOST):$(VLLM_SERVICE_SERVICE_PORT_HTTP); sleep 1000'),
    });
    await rig.pass(30 * SECOND);
    expect(rig.runtime.logs(rig.pod().metadata.uid, 'web')?.lines.map(({ text }) => text)).toEqual([
      'web/hf_x $(NAME) $(UNKNOWN)',
      '34.118.230.1:8000',
    ]);
  });

  test('a volume of a missing config map is not mounted', async () => {
    const rig = await createRig();
    createPod(rig, {}, { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] });
    await rig.pass(3 * SECOND);
    expect(rig.events('web')[1]).toBe(
      'FailedMount: MountVolume.SetUp failed for volume "settings" : configmap "settings" not found (x3)',
    );
    rig.create('configmaps', { metadata: { namespace: 'default', name: 'settings' } });
    await rig.pass(10 * SECOND);
    expect(status(rig).phase).toBe('Running');
  });

  test('a volume needs the keys that it names, also in a projection', async () => {
    const rig = await createRig();
    rig.create('configmaps', { metadata: { namespace: 'default', name: 'settings' }, data: { a: '1' } });
    const items = [{ key: 'b', path: 'b' }];
    const sources = [{ secret: { name: 'token' } }];
    createPod(rig, {}, { volumes: [{ name: 'settings', configMap: { name: 'settings', items } }] });
    await rig.pass(3 * SECOND);
    expect(rig.events('web')[1]).toContain('configmap references non-existent config key: b');
    rig.store.modify('configmaps', 'default', 'settings', (draft) => {
      draft.data = { a: '1', b: '2' };
    });
    await rig.pass(15 * SECOND);
    expect(status(rig).phase).toBe('Running');
    rig.create('pods', {
      metadata: { namespace: 'default', name: 'second' },
      spec: { containers: rig.pod().spec.containers, volumes: [{ name: 'both', projected: { sources } }] },
    });
    await rig.pass(3 * SECOND);
    expect(rig.events('second').join()).toContain('for volume "both" : secret "token" not found');
  });
});
