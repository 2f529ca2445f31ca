import { expect, test } from 'vitest';
import { SECOND } from '../rig.ts';
import { createPod, createRig, status } from './pod.ts';

test('says which probes and hooks of a container do not run', async () => {
  const rig = await createRig();
  createPod(rig, {
    livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 5 },
    readinessProbe: { tcpSocket: { port: 80 } },
    lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
  });
  await rig.pass(20 * SECOND);
  expect(status(rig).phase).toBe('Running');
  expect(rig.events('web').filter((event) => event.startsWith('NotSimulated'))).toEqual([
    'NotSimulated: [sandbox] Not simulated: the liveness probe with a command of container web; it always succeeds',
    'NotSimulated: [sandbox] Not simulated: lifecycle.preStop of container web; it takes no time and does nothing',
  ]);
});
