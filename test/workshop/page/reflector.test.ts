import { describe, expect, it, onTestFinished } from 'vitest';
import { sandboxTls } from '../../../sandbox/core/tls.ts';
import { type ClusterApi, openClusterApi } from '../../../workshop/page/read/cluster-api.ts';
import { reflect } from '../../../workshop/page/read/reflector.ts';
import { createWorld, startApi } from '../../sandbox/kubernetes/api/fixture.ts';

const PATH = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
});

const reader = (token: string) => ({ kind: 'sandbox', environment: {}, accessToken: async () => token }) as const;
const endpointOf = (host: string, ca: string) => ({ host, certificate: Buffer.from(ca).toString('base64') });

async function open() {
  const world = createWorld();
  const api = await startApi({ world });
  const client = await openClusterApi(endpointOf(api.endpoint, api.tls.ca), reader(world.token));
  onTestFinished(async () => {
    await client.close();
    await api.stop();
  });
  return { api, client };
}

/** The names of the objects, as each change leaves them. */
async function follow(client: ClusterApi, path = PATH) {
  const ended = new AbortController();
  let names: readonly string[] = [];
  const following = reflect(
    client,
    path,
    (objects) => {
      names = [...objects.values()].map(({ metadata }) => metadata.name).sort();
    },
    ended.signal,
  );
  onTestFinished(async () => {
    ended.abort();
    await following.catch(() => undefined);
  });
  return {
    see: (wanted: readonly string[]) => expect.poll(() => names, { timeout: 10_000 }).toEqual(wanted),
    following,
  };
}

describe('the objects of a kind', () => {
  it('are those of the list, and change with the watch', async () => {
    const { api, client } = await open();
    api.store.create('configmaps', configMap('a'));
    const { see } = await follow(client);
    await see(['a']);
    api.store.create('configmaps', configMap('b'));
    await see(['a', 'b']);
    api.store.delete('configmaps', 'default', 'a');
    await see(['b']);
  });

  it('are none for a kind that does not exist', async () => {
    const { client } = await open();
    const { see } = await follow(client, '/apis/no.example/v1/namespaces/default/things');
    await see([]);
  });

  it('are refused to a wrong token, and by a server with another authority', async () => {
    const { api, client } = await open();
    const { signal } = new AbortController();
    const unknown = await openClusterApi(endpointOf(api.endpoint, api.tls.ca), reader('wrong'));
    const { ca } = await sandboxTls(createWorld());
    const stranger = await openClusterApi(endpointOf(api.endpoint, ca), reader(api.world.token));
    onTestFinished(async () => {
      await unknown.close();
      await stranger.close();
    });
    await expect(unknown.list(PATH, signal)).rejects.toMatchObject({ status: 401 });
    await expect(stranger.list(PATH, signal)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE/) });
    await expect(client.list('/api/v1/nothing', signal)).rejects.toMatchObject({ status: 404 });
  });
});
