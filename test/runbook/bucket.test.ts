import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, gcloud } from '../../lib/command/command.ts';
import { askGoogle } from '../../lib/google/api.ts';
import type { Bucket } from '../../lib/google/storage.ts';
import { intentionOf, ownBucket, ownershipOfBucket } from '../../lib/ownership/cloud.ts';
import { intend } from '../../lib/ownership/intention.ts';
import { LABEL } from '../../lib/ownership/label.ts';
import { runStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session/session.ts';
import { bucket } from '../../runbook/04-bucket.ts';
import { questions } from '../../runbook/preflight/index.ts';
import { type Place, place } from './place.ts';

describe('a bucket without a label, from a run that was killed after creating it', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place();
  });
  afterAll(() => at.clear());

  const withBucket = (): Session => at.session({ GSBUCKET: `bucket-${randomUUID()}` });
  const make = async (session: Session): Promise<Bucket> => {
    const { GSBUCKET: name, PROJECT_ID } = session.config;
    const request = { method: 'POST', body: { name, location: 'us-east5' } } as const;
    return (await askGoogle<Bucket>('STORAGE', `b?project=${PROJECT_ID}`, session, request))!;
  };
  const labelsOf = async (session: Session) =>
    (await askGoogle<Bucket>('STORAGE', `b/${session.config.GSBUCKET}`, session))?.labels;
  const did = async (command: Command, session: Session): Promise<void> =>
    expect(await session.ask(command)).toMatchObject({ exitCode: 0 });

  it('is recognised by the preflight and labelled by the next run', async () => {
    const session = withBucket();
    await intend(intentionOf(session.config.GSBUCKET), session);
    await make(session);
    const name = questions.find(({ id }) => id === 'bucket-name')!;
    expect(await name.ask(session)).toMatchObject({ verdict: 'yes' });
    await runStep(bucket, session);
    expect(await labelsOf(session)).toEqual({ [LABEL.key]: LABEL.value });
  });

  it('does not make a later bucket of the same name ours', async () => {
    const session = withBucket();
    const { GSBUCKET } = session.config;
    await runStep(bucket, session);
    await did(gcloud`storage rm --recursive gs://${GSBUCKET}`, session);
    await make(session);
    await expect(runStep(bucket, at.session({ GSBUCKET }))).rejects.toMatchObject({ code: 'NOT_OURS' });
  });

  it('is not ours if it existed before the run', async () => {
    const session = withBucket();
    await make(session);
    await expect(runStep(bucket, session)).rejects.toMatchObject({ code: 'NOT_OURS' });
    expect(await labelsOf(session)).toBeUndefined();
    expect(await ownBucket(session.config.GSBUCKET).ownership(session, session.signal)).toBe('another');
  });

  it('is not ours if it contains an object', async () => {
    const session = withBucket();
    const { GSBUCKET } = session.config;
    await intend(intentionOf(GSBUCKET), session);
    await make(session);
    await did(gcloud`storage cp package.json gs://${GSBUCKET}/theirs`, session);
    expect(await ownBucket(GSBUCKET).ownership(session, session.signal)).toBe('another');
  });

  it.each<[string, string, (made: Bucket) => Partial<Bucket>]>([
    ['without changes', 'unlabelled', () => ({})],
    ['with the labels of somebody else', 'another', () => ({ labels: { team: 'theirs' } })],
    ['of another project', 'another', () => ({ projectNumber: '1' })],
    [
      'created 12 minutes after the note',
      'another',
      ({ timeCreated }) => ({ timeCreated: minutesAfter(timeCreated, 12) }),
    ],
    [
      'created 12 minutes before the note',
      'another',
      ({ timeCreated }) => ({ timeCreated: minutesAfter(timeCreated, -12) }),
    ],
  ])('%s has the owner %s', async (_, ours, changed) => {
    const session = withBucket();
    await intend(intentionOf(session.config.GSBUCKET), session);
    const made = await make(session);
    expect(await ownershipOfBucket({ ...made, ...changed(made) }, session)).toBe(ours);
  });
});

const minutesAfter = (time: string, minutes: number): string =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString();
