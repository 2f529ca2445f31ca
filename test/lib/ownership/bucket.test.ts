import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { type Bucket, bucket } from '../../../lib/google/storage.ts';
import { intentionOf, ownBucket, ownershipOfBucket } from '../../../lib/ownership/cloud.ts';
import { fulfil, intend } from '../../../lib/ownership/intention.ts';
import { LABEL } from '../../../lib/ownership/label.ts';
import type { Ownership } from '../../../lib/ownership/thing.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Cloud, openCloud, PROJECT, TOKEN } from '../../sandbox/cloud.ts';
import { ownHome } from '../own-home.ts';

describe('a bucket', () => {
  ownHome();

  /** A session on a sandbox in this process, over HTTP. */
  async function open() {
    const cloud = await openCloud();
    const name = `bucket-${randomUUID()}`;
    const { body: project } = await cloud.call('GET', `/crm/v1/projects/${PROJECT}`);
    const session = {
      config: { ...loadConfig({ environment: {}, target: 'sandbox' }), PROJECT_NUMBER: project.projectNumber },
      target: {
        environment: { CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${cloud.url}/storage/v1/` },
        clock: { now: () => cloud.world.clock.now(), sleep: async () => undefined },
        accessToken: async () => TOKEN,
        fetch,
      },
      signal: new AbortController().signal,
    } as unknown as Session;
    return { cloud, name, session };
  }

  const make = async (cloud: Cloud, name: string, labels?: object): Promise<void> => {
    const made = await cloud.call('POST', `/storage/v1/b?project=${PROJECT}`, { name, location: 'us-east5', labels });
    expect(made.status).toBe(200);
  };

  const stateOf = (name: string, session: Session): Promise<Ownership> =>
    ownBucket(name).ownership(session, session.signal);
  const note = (name: string, session: Session): Promise<void> => intend(intentionOf(name), session);

  it('is ours with the label, with or without a note', async () => {
    const { cloud, name, session } = await open();
    await make(cloud, name, { [LABEL.key]: LABEL.value });
    expect(await stateOf(name, session)).toBe('ours');
  });

  it('is not ours without the label', async () => {
    const { cloud, name, session } = await open();
    expect(await stateOf(name, session)).toBe('absent');
    await make(cloud, name);
    expect(await stateOf(name, session)).toBe('another');
  });

  it('is ours without the label when its creation was noted', async () => {
    const { cloud, name, session } = await open();
    await note(name, session);
    expect(await stateOf(name, session)).toBe('absent');
    await make(cloud, name);
    expect(await stateOf(name, session)).toBe('unlabelled');
    expect(await stateOf(`${name}-2`, session)).toBe('absent');
  });

  it.each<[string, (made: Bucket) => Partial<Bucket>]>([
    ['it has other labels', () => ({ labels: { team: 'theirs' } })],
    ['the label has another value', () => ({ labels: { [LABEL.key]: 'helm' } })],
    ['it belongs to another project', () => ({ projectNumber: '1' })],
    ['it was created an hour later', ({ timeCreated }) => ({ timeCreated: hourAfter(timeCreated) })],
  ])('with a note is not ours when %s', async (_, changed) => {
    const { cloud, name, session } = await open();
    await note(name, session);
    await make(cloud, name);
    const made = (await bucket(name, session))!;
    expect(await ownershipOfBucket(made, session)).toBe('unlabelled');
    expect(await ownershipOfBucket({ ...made, ...changed(made) }, session)).toBe('another');
  });

  it('with a note is not ours when it has objects', async () => {
    const { cloud, name, session } = await open();
    await note(name, session);
    await make(cloud, name);
    const upload = `/upload/storage/v1/b/${name}/o?uploadType=media&name=theirs`;
    const stored = await cloud.call('POST', upload, { a: 1 });
    expect(stored.status).toBe(200);
    expect(await stateOf(name, session)).toBe('another');
  });

  it('is not ours after its note was deleted', async () => {
    const { cloud, name, session } = await open();
    await note(name, session);
    await fulfil(intentionOf(name), session);
    await make(cloud, name);
    expect(await stateOf(name, session)).toBe('another');
  });
});

const hourAfter = (time: string): string => new Date(Date.parse(time) + 3_600_000).toISOString();
