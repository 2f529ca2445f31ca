import { gcloud } from '../lib/command/command.ts';
import { bucketMadeHere, fulfilBucket, intendBucket } from '../lib/google/bucket-ownership.ts';
import { bucketIsOurs } from '../lib/google/storage.ts';
import { script } from '../lib/runner/script.ts';
import { isSo, perform, run } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { bucketLocation, LABEL, labels } from './tutorial/names.ts';

export const bucket = step({
  id: '04-bucket',
  title: 'Create the Cloud Storage bucket for the weights and the compilation cache',
  section: '创建 Cloud Storage 存储桶',
  actions: function* ({ config }) {
    const { GSBUCKET } = config;
    const intended = `write down that gs://${GSBUCKET} is about to be created, unless it is there`;
    yield* perform(intended, undefined, (session) => intendBucket(GSBUCKET, session));
    yield run(
      gcloud`storage buckets create gs://${GSBUCKET} --uniform-bucket-level-access --location=${bucketLocation(config)}`,
      { already: { kind: 'alreadyExists', ours: bucketMadeHere(GSBUCKET, LABEL), what: `Bucket gs://${GSBUCKET}` } },
    );
    yield run(gcloud`storage buckets update gs://${GSBUCKET} --update-labels=${labels(config)}`);
    yield* perform('cross that out', undefined, (session) => fulfilBucket(GSBUCKET, session));
  },
  done: ({ config }) => [bucketIsOurs(config.GSBUCKET, LABEL)],
  undo: {
    outside: function* ({ config }) {
      if (!(yield* isSo(bucketMadeHere(config.GSBUCKET, LABEL), true))) return;
      yield run(gcloud`storage rm --recursive gs://${config.GSBUCKET}`, { already: { kind: 'notFound' } });
    },
  },
});

script(import.meta, bucket, () => import('./steps.ts'));
