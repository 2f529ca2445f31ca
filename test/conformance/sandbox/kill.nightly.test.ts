import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { expect, onTestFinished, test } from 'vitest';
import { Random } from '../../../sandbox/core/random.ts';
import { type Answer, Victim } from './victim.ts';

const KILLS = 50;
const WRITERS = 4;
const MAPS = '/api/v1/namespaces/default/configmaps';
const BUCKETS = '/storage/v1/b';

/** What a store must hold: a value by key. A key whose last write was not acknowledged may hold either. */
class Expected {
  readonly #values = new Map<string, string>();
  readonly #unsure = new Map<string, (string | undefined)[]>();
  acknowledged = 0;

  /** A write: it counts from the moment that it is acknowledged. @param value undefined for a deletion */
  async write(key: string, value: string | undefined, asking: Promise<Answer>): Promise<void> {
    this.#unsure.set(key, [this.#values.get(key), value]);
    const { status, body } = await asking;
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
    this.acknowledged++;
    this.#unsure.delete(key);
    this.#set(key, value);
  }

  /** @returns what differs from what was acknowledged; what was in doubt is settled by what is found */
  compare(found: ReadonlyMap<string, string>): string[] {
    for (const [key, possible] of this.#unsure) if (possible.includes(found.get(key))) this.#set(key, found.get(key));
    this.#unsure.clear();
    const keys = new Set([...this.#values.keys(), ...found.keys()]);
    return [...keys]
      .filter((key) => this.#values.get(key) !== found.get(key))
      .map((key) => `${key}: ${this.#values.get(key)}, but found ${found.get(key)}`);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  #set(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}

test(`a sandbox that is killed ${KILLS} times under load loses no acknowledged write, and its clock goes on`, async () => {
  const victim = new Victim();
  onTestFinished(() => victim.clear());
  const random = new Random('kill');
  const maps = new Expected();
  const buckets = new Expected();
  let count = 0;

  /** Each writer has keys of its own, so that no write of one is undone by another. */
  const writeMap = async (writer: number): Promise<void> => {
    const name = `map-${writer}-${random.integer(0, 9)}`;
    const value = String(++count);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
    if (!maps.has(name)) return maps.write(name, value, victim.kubernetes('POST', MAPS, body));
    if (random.next() < 0.3) return maps.write(name, undefined, victim.kubernetes('DELETE', `${MAPS}/${name}`));
    return maps.write(name, value, victim.kubernetes('PATCH', `${MAPS}/${name}`, { data: { value } }));
  };
  const writeBucket = async (writer: number): Promise<void> => {
    const name = `bucket-${writer}-${random.integer(0, 4)}`;
    const value = `v${++count}`;
    const labels = { value };
    if (!buckets.has(name)) {
      return buckets.write(name, value, victim.google('POST', `${BUCKETS}?project=vllm-tpu-sandbox`, { name, labels }));
    }
    if (random.next() < 0.3) return buckets.write(name, undefined, victim.google('DELETE', `${BUCKETS}/${name}`));
    return buckets.write(name, value, victim.google('PATCH', `${BUCKETS}/${name}`, { labels }));
  };
  const load = async (writer: number, until: () => boolean): Promise<void> => {
    const write = writer % 2 === 0 ? writeMap : writeBucket;
    while (!until()) {
      try {
        await write(writer);
      } catch (error) {
        // The kill cuts connections; an answer that is an error is none of its doing.
        if (/^\d/.test((error as Error).message) || !until()) throw error;
      }
    }
  };

  await victim.start();
  const { cache, stop } = follow(victim);
  onTestFinished(stop);
  let now = 0;
  for (let round = 0; round < KILLS; round++) {
    const { body: status } = await victim.google('GET', '/_sandbox/status');
    expect(status.now).toBeGreaterThan(now);
    let killing = false;
    const writers = Array.from({ length: WRITERS }, (_, writer) => load(writer, () => killing));
    // A moment that is told by work done, not by time: under load whatever the machine.
    const enough = [maps, buckets].map((ledger) => ({ ledger, at: ledger.acknowledged + random.integer(10, 60) }));
    while (enough.some(({ ledger, at }) => ledger.acknowledged < at)) await delay(1);
    await delay(random.integer(0, 9));
    now = (await victim.google('GET', '/_sandbox/status')).body.now;
    killing = true;
    await victim.kill();
    await Promise.all(writers);

    await victim.start();
    const { body: mapList } = await victim.kubernetes('GET', `${MAPS}?fieldSelector=metadata.name!=kube-root-ca.crt`);
    const found: [string, string][] = mapList.items.map((it: Item) => [it.metadata.name, it.data!.value!]);
    expect(maps.compare(new Map(found))).toEqual([]);
    const { body: bucketList } = await victim.google('GET', `${BUCKETS}?project=vllm-tpu-sandbox`);
    const values: [string, string][] = (bucketList.items ?? []).map((it: Bucket) => [it.name, it.labels.value]);
    expect(buckets.compare(new Map(values))).toEqual([]);
    await expect.poll(() => new Map(cache()), { timeout: 5_000 }).toEqual(new Map(found));
  }
}, 240_000);

interface Item {
  readonly metadata: { readonly name: string };
  readonly data?: Record<string, string>;
}

interface Bucket {
  readonly name: string;
  readonly labels: { readonly value: string };
}

/** An informer that takes its watch up again after every kill. */
function follow(victim: Victim): { cache(): [string, string][]; stop(): void } {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: victim.server, caData: victim.ca }],
    users: [{ name: 'u', token: victim.token }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  const api = config.makeApiClient(CoreV1Api);
  const list = () => api.listNamespacedConfigMap({ namespace: 'default' });
  const informer = makeInformer(config, MAPS, list);
  let stopped = false;
  const begin = (): void => {
    if (!stopped) informer.start().catch(() => setTimeout(begin, 50));
  };
  informer.on('error', () => setTimeout(begin, 50));
  begin();
  return {
    cache: () =>
      informer
        .list()
        .filter(({ metadata }) => metadata!.name !== 'kube-root-ca.crt')
        .map((it) => [it.metadata!.name!, it.data!.value!]),
    stop() {
      stopped = true;
      void informer.stop();
    },
  };
}
