import { type Command, gcloud } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { lookGoogle } from '../../lib/google/api.ts';
import { bucketPath } from '../../lib/google/storage.ts';
import { intentionOf, ownBucket } from '../../lib/ownership/cloud.ts';
import { fulfil, intend } from '../../lib/ownership/intention.ts';
import { existsAsOurs } from '../../lib/ownership/thing.ts';
import { perform, run } from '../../lib/step/actions.ts';
import type { Actions } from '../../lib/step/step.ts';
import { labels } from '../tutorial/names.ts';

/**
 * Creates the bucket and labels it, which takes two gcloud commands. A note before the first one tells the next run who
 * created the bucket if this run is killed in between.
 */
export function* createOurBucket(config: Config, create: Command): Actions & Generator {
  const { GSBUCKET } = config;
  yield* perform(`note that gs://${GSBUCKET} is being created`, undefined, async (session) => {
    const { status } = await lookGoogle('STORAGE', bucketPath(GSBUCKET), session);
    if (status === 404) await intend(intentionOf(GSBUCKET), session);
  });
  yield run(create, { already: existsAsOurs(ownBucket(GSBUCKET)) });
  yield run(gcloud`storage buckets update gs://${GSBUCKET} --update-labels=${labels(config)}`);
  yield* perform(`delete the note that gs://${GSBUCKET} is being created`, undefined, (session) =>
    fulfil(intentionOf(GSBUCKET), session),
  );
}
