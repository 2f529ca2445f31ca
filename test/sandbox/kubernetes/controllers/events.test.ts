import { expect, test } from 'vitest';
import { EventLog } from '../../../../sandbox/kubernetes/controllers/events.ts';
import { MINUTE, SECOND, startRig } from '../rig.ts';

async function createLog() {
  const rig = await startRig();
  const log = new EventLog({ clock: rig.world.clock, store: rig.store });
  const config = rig.create('configmaps', { metadata: { namespace: 'default', name: 'thing' } });
  return { rig, config, record: log.recorder('tester') };
}

test('a repeated event raises its count and last time', async () => {
  const { rig, config, record } = await createLog();
  for (let i = 0; i < 3; i++) {
    record(config, 'Warning', 'Broken', 'it broke');
    await rig.pass(30 * SECOND);
  }
  const [event, ...others] = rig.store.list('events', { namespace: 'default' });
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    count: 3,
    firstTimestamp: '2026-11-22T12:00:00Z',
    lastTimestamp: '2026-11-22T12:01:00Z',
    source: { component: 'tester' },
    involvedObject: { kind: 'ConfigMap', name: 'thing', uid: config.metadata.uid },
  });
});

test('another message, reason or component is another event', async () => {
  const { rig, config, record } = await createLog();
  record(config, 'Normal', 'Done', 'one');
  record(config, 'Normal', 'Done', 'two');
  record(config, 'Normal', 'Ended', 'two');
  expect(rig.events('thing')).toEqual(['Done: one', 'Done: two', 'Ended: two']);
});

test('counting goes on after a restart', async () => {
  const { rig, config, record } = await createLog();
  record(config, 'Normal', 'Done', 'one');
  new EventLog({ clock: rig.world.clock, store: rig.store }).recorder('tester')(config, 'Normal', 'Done', 'one');
  expect(rig.events('thing')).toEqual(['Done: one (x2)']);
});

test('after 25 events about an object, a component may add one every five minutes', async () => {
  const { rig, config, record } = await createLog();
  for (let i = 0; i < 40; i++) record(config, 'Normal', 'Again', 'and again');
  expect(rig.events('thing')).toEqual(['Again: and again (x25)']);
  await rig.pass(5 * MINUTE);
  for (let i = 0; i < 40; i++) record(config, 'Normal', 'Again', 'and again');
  expect(rig.events('thing')).toEqual(['Again: and again (x26)']);
});

test('an event is deleted one hour after its last occurrence', async () => {
  const { rig, config, record } = await createLog();
  record(config, 'Normal', 'Done', 'one');
  await rig.pass(50 * MINUTE);
  record(config, 'Normal', 'Done', 'one');
  await rig.pass(55 * MINUTE);
  expect(rig.events('thing')).toEqual(['Done: one (x2)']);
  await rig.pass(10 * MINUTE);
  expect(rig.events('thing')).toEqual([]);
});

test('an event about a node is in the namespace default', async () => {
  const { rig } = await createLog();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-medium', size: 1 });
  await rig.pass(2 * MINUTE);
  expect(rig.store.list('events', { namespace: 'default' }).map(({ reason }) => reason)).toContain('NodeReady');
});
