import { gcloud } from '../lib/command/command.ts';
import { script } from '../lib/runner/script.ts';
import { ALREADY_EXISTS, run, step } from '../lib/step.ts';
import { bucketIsOurs } from '../lib/storage.ts';
import { bucketLocation, LABEL } from './names.ts';

export const bucket = step({
  id: '04-bucket',
  title: 'Create the Cloud Storage bucket for the weights and the compilation cache',
  section: '创建 Cloud Storage 存储桶',
  actions: ({ config }) => [
    run(
      gcloud`storage buckets create gs://${config.GSBUCKET} --uniform-bucket-level-access --location=${bucketLocation(config)}`,
      { already: { pattern: ALREADY_EXISTS, ours: bucketIsOurs(config.GSBUCKET, LABEL) } },
    ),
    run(gcloud`storage buckets update gs://${config.GSBUCKET} --update-labels=${LABEL.key}=${LABEL.value}`),
  ],
  done: ({ config }) => [bucketIsOurs(config.GSBUCKET, LABEL)],
  undo: ({ config }) => [run(gcloud`storage rm --recursive gs://${config.GSBUCKET}`)],
});

script(import.meta, bucket);
