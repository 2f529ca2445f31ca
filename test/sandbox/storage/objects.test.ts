import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Cloud, openCloud, PROJECT, TOKEN } from '../cloud.ts';

async function bucketWith(names: readonly string[]): Promise<Cloud> {
  const cloud = await openCloud();
  await cloud.call('POST', `/storage/v1/b?project=${PROJECT}`, { name: 'models' });
  for (const name of names) cloud.buckets.putObject('models', name, name.length);
  return cloud;
}

const list = async (cloud: Cloud, query: string) => (await cloud.call('GET', `/storage/v1/b/models/o?${query}`)).body;
const names = (body: { items: { name: string }[] }): string[] => body.items.map(({ name }) => name);

describe('listing objects', () => {
  test('is in name order and by prefix', async () => {
    const cloud = await bucketWith(['b', 'a/2', 'a/1']);
    expect(names(await list(cloud, ''))).toEqual(['a/1', 'a/2', 'b']);
    expect(names(await list(cloud, 'prefix=a/'))).toEqual(['a/1', 'a/2']);
  });

  test('folds names at the delimiter', async () => {
    const cloud = await bucketWith(['top', 'a/1', 'a/b/2', 'c/3']);
    expect(await list(cloud, 'delimiter=/')).toMatchObject({ prefixes: ['a/', 'c/'], items: [{ name: 'top' }] });
    expect(await list(cloud, 'delimiter=/&prefix=a/')).toMatchObject({ prefixes: ['a/b/'], items: [{ name: 'a/1' }] });
  });

  test('continues at the page token', async () => {
    const cloud = await bucketWith(['a', 'b', 'c']);
    const first = await list(cloud, 'maxResults=2');
    expect(names(first)).toEqual(['a', 'b']);
    const second = await list(cloud, `maxResults=2&pageToken=${first.nextPageToken}`);
    expect([names(second), second.nextPageToken]).toEqual([['c'], undefined]);
  });
});

describe('an object', () => {
  test('is found by its encoded name, colons and slashes too', async () => {
    const cloud = await bucketWith(['models--a/b:c d']);
    const { body } = await cloud.call('GET', `/storage/v1/b/models/o/${encodeURIComponent('models--a/b:c d')}`);
    expect(body).toMatchObject({ kind: 'storage#object', name: 'models--a/b:c d', size: '15' });
  });

  test('that does not exist is a 404', async () => {
    const cloud = await bucketWith([]);
    expect(await cloud.call('GET', '/storage/v1/b/models/o/none')).toMatchObject({
      status: 404,
      body: { error: { message: 'No such object: models/none' } },
    });
  });

  test('uploaded in two parts is measured, with the hash of its media', async () => {
    const cloud = await bucketWith([]);
    const media = Buffer.from([0, 255, 10, 13, 10, 200]);
    const body = Buffer.concat([
      Buffer.from('--==\nContent-Type: application/json\n\n{"name": "x/y", "contentType": "text/plain"}\n--==\n'),
      Buffer.from('Content-Type: text/plain\nContent-Transfer-Encoding: binary\n\n'),
      media,
      Buffer.from('\n--==--\n'),
    ]);
    const answer = await fetch(`${cloud.url}/upload/storage/v1/b/models/o?uploadType=multipart`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': "multipart/related; boundary='=='" },
      body,
    });
    expect(await answer.json()).toMatchObject({
      name: 'x/y',
      size: '6',
      contentType: 'text/plain',
      md5Hash: createHash('md5').update(media).digest('base64'),
    });
  });

  test('of a small upload is downloaded, whole and in parts; a large one is not kept', async () => {
    const cloud = await bucketWith([]);
    const authorization = `Bearer ${TOKEN}`;
    const upload = async (name: string, body: Buffer): Promise<void> => {
      const url = `${cloud.url}/upload/storage/v1/b/models/o?uploadType=media&name=${name}`;
      await fetch(url, { method: 'POST', headers: { authorization, 'content-type': 'text/plain' }, body });
    };
    const download = (name: string, headers: object = {}): Promise<Response> =>
      fetch(`${cloud.url}/download/storage/v1/b/models/o/${name}?alt=media`, {
        headers: { authorization, ...headers },
      });
    await upload('small', Buffer.from('hello'));
    expect(await (await download('small')).text()).toBe('hello');
    const part = await download('small', { range: 'bytes=1-2' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 1-2/5', 'el']);
    await upload('large', Buffer.alloc(100_000));
    expect((await download('large')).status).toBe(403);
  });
});
