import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { bucketMadeHere, fulfilBucket, intendBucket, isOurBucket } from '../../../lib/google/bucket-ownership.ts';
import { type Bucket, bucket } from '../../../lib/google/storage.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Cloud, openCloud, PROJECT, TOKEN } from '../../sandbox/cloud.ts';
import { ownHome } from '../own-home.ts';

const LABEL = { key: 'managed-by', value: 'vllm-tpu-runbook' };

describe('a bucket', () => {
  ownHome();

  /** A session on a sandbox in this process, asked over HTTP. */
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
      },
      signal: new AbortController().signal,
    } as unknown as Session;
    return { cloud, name, session };
  }

  const make = async (cloud: Cloud, name: string, labels?: object): Promise<void> => {
    const made = await cloud.call('POST', `/storage/v1/b?project=${PROJECT}`, { name, location: 'us-east5', labels });
    expect(made.status).toBe(200);
  };

  const stateOf = async (name: string, session: Session): Promise<string> => {
    const condition = bucketMadeHere(name, LABEL);
    const look = await condition.look(session, session.signal);
    const found = await bucket(name, session);
    if (found) expect(await isOurBucket(found, LABEL, session)).toBe(look.state === 'met');
    return look.state;
  };

  it('is ours with the label, whoever meant to make it', async () => {
    const { cloud, name, session } = await open();
    await make(cloud, name, { [LABEL.key]: LABEL.value });
    expect(await stateOf(name, session)).toBe('met');
  });

  it('is not ours without it', async () => {
    const { cloud, name, session } = await open();
    expect(await stateOf(name, session)).toBe('pending');
    await make(cloud, name);
    expect(await stateOf(name, session)).toBe('pending');
  });

  it('is ours between its creation and its label when this run meant to make it', async () => {
    const { cloud, name, session } = await open();
    await intendBucket(name, session);
    expect(await stateOf(name, session)).toBe('pending');
    await make(cloud, name);
    expect(await stateOf(name, session)).toBe('met');
    expect(await stateOf(`${name}-2`, session)).toBe('pending');
  });

  it.each<[string, (made: Bucket) => Partial<Bucket>]>([
    ['it has labels of somebody', () => ({ labels: { team: 'theirs' } })],
    ['it has another value of the label', () => ({ labels: { [LABEL.key]: 'helm' } })],
    ['it is of another project', () => ({ projectNumber: '1' })],
    ['it was made an hour later', ({ timeCreated }) => ({ timeCreated: hourAfter(timeCreated) })],
  ])('that was meant is not ours when %s', async (_, changed) => {
    const { cloud, name, session } = await open();
    await intendBucket(name, session);
    await make(cloud, name);
    const made = (await bucket(name, session))!;
    expect(await isOurBucket(made, LABEL, session)).toBe(true);
    expect(await isOurBucket({ ...made, ...changed(made) }, LABEL, session)).toBe(false);
  });

  it('that was meant is not ours with anything in it', async () => {
    const { cloud, name, session } = await open();
    await intendBucket(name, session);
    await make(cloud, name);
    const upload = `/upload/storage/v1/b/${name}/o?uploadType=media&name=theirs`;
    const stored = await cloud.call('POST', upload, { a: 1 });
    expect(stored.status).toBe(200);
    expect(await stateOf(name, session)).toBe('pending');
  });

  it('that was there before is not meant, and one that is labelled is no longer', async () => {
    const { cloud, name, session } = await open();
    await make(cloud, name);
    await intendBucket(name, session);
    expect(await stateOf(name, session)).toBe('pending');
    const other = `${name}-2`;
    await intendBucket(other, session);
    await fulfilBucket(other, session);
    await make(cloud, other);
    expect(await stateOf(other, session)).toBe('pending');
  });

  it('passes in a dry run', () => {
    expect(bucketMadeHere('b', LABEL)).toMatchObject({ placeholder: true, timeout: 60_000 });
  });
});

const hourAfter = (time: string): string => new Date(Date.parse(time) + 3_600_000).toISOString();
