import { gcloud } from '../lib/command/command.ts';
import { ownBucket } from '../lib/ownership/cloud.ts';
import { isLabelled, isOurs } from '../lib/ownership/thing.ts';
import { script } from '../lib/runner/script.ts';
import { isSo, run } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { createOurBucket } from './ownership/bucket.ts';
import { bucketLocation } from './tutorial/names.ts';

export const bucket = step({
  id: '04-bucket',
  title: 'Create the Cloud Storage bucket for the weights and the compilation cache',
  section: { en: 'Create a Cloud Storage bucket', zh: '创建 Cloud Storage 存储桶' },
  actions: function* ({ config }) {
    const { GSBUCKET } = config;
    yield* createOurBucket(
      config,
      gcloud`storage buckets create gs://${GSBUCKET} --uniform-bucket-level-access --location=${bucketLocation(config)}`,
    );
  },
  done: ({ config }) => [isLabelled(ownBucket(config.GSBUCKET))],
  undo: {
    outside: function* ({ config }) {
      if (config.KEEP_BUCKET === 'on') return;
      if (!(yield* isSo(isOurs(ownBucket(config.GSBUCKET)), true))) return;
      yield run(gcloud`storage rm --recursive gs://${config.GSBUCKET}`, { already: { kind: 'notFound' } });
    },
  },
});

script(import.meta, bucket, () => import('./steps.ts'));
