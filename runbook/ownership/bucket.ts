import { type Command, gcloud } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { bucketMadeHere, fulfilBucket, intendBucket } from '../../lib/google/bucket-ownership.ts';
import { perform, run } from '../../lib/step/actions.ts';
import type { Actions } from '../../lib/step/step.ts';
import { LABEL, labels } from '../tutorial/names.ts';

/**
 * Create the bucket and label it: gcloud takes two commands for that. That it is about to be created is noted before, so
 * that a run which is killed between them knows it again.
 */
export function* createOurBucket(config: Config, create: Command): Actions & Generator {
  const { GSBUCKET } = config;
  const intended = `write down that gs://${GSBUCKET} is about to be created, unless it is there`;
  yield* perform(intended, undefined, (session) => intendBucket(GSBUCKET, session));
  yield run(create, {
    already: { kind: 'alreadyExists', ours: bucketMadeHere(GSBUCKET, LABEL), what: `Bucket gs://${GSBUCKET}` },
  });
  yield run(gcloud`storage buckets update gs://${GSBUCKET} --update-labels=${labels(config)}`);
  yield* perform('cross that out', undefined, (session) => fulfilBucket(GSBUCKET, session));
}
