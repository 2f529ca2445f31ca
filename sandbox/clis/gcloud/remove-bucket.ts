import { say } from '../tool.ts';
import { ask } from './api.ts';

const PAGE = '1000';

/** Deletes every version of every object, then the bucket. */
export async function removeBucket(bucket: string): Promise<void> {
  say('Removing objects:');
  for (let page: string | undefined = ''; page !== undefined; ) {
    const { items, nextPageToken } = await ask('STORAGE', 'GET', `b/${bucket}/o`, {
      query: {
        fields: 'prefixes,items/name,items/size,items/generation,nextPageToken',
        maxResults: PAGE,
        projection: 'noAcl',
        versions: 'True',
        ...(page && { pageToken: page }),
      },
    });
    await Promise.all((items ?? []).map((object: { name: string; generation: string }) => remove(bucket, object)));
    page = nextPageToken;
  }
  say('Removing buckets:');
  // gcloud also looks for managed folders; the sandbox has none.
  await ask('STORAGE', 'GET', `b/${bucket}/storageLayout`);
  await ask('STORAGE', 'GET', `b/${bucket}/o`, { query: { maxResults: PAGE, projection: 'noAcl' } });
  await ask('STORAGE', 'GET', `b/${bucket}/managedFolders`, { query: { pageSize: PAGE } });
  say(`Removing gs://${bucket}/...`);
  await ask('STORAGE', 'DELETE', `b/${bucket}`);
}

async function remove(bucket: string, { name, generation }: { name: string; generation: string }): Promise<void> {
  say(`Removing gs://${bucket}/${name}#${generation}...`);
  await ask('STORAGE', 'DELETE', `b/${bucket}/o/${encodeURIComponent(name)}`, { query: { generation } });
}
