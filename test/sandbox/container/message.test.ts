import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../sandbox/container/message.ts';

describe('a message of container v1', () => {
  test('is accepted unchanged when it matches the official definition', () => {
    const message = { parent: 'projects/p', cluster: { name: 'c', nodePools: [{ config: { labels: { a: 'b' } } }] } };
    expect(readMessage('CreateClusterRequest', message)).toEqual(message);
  });

  test('may use the proto file’s field names', () => {
    expect(readMessage('CreateClusterRequest', { cluster: { node_pools: [{ initial_node_count: 2 }] } })).toEqual({
      cluster: { nodePools: [{ initialNodeCount: 2 }] },
    });
  });

  test('may have enums as numbers, like the npm client’s', () => {
    const taint = (effect: unknown) => ({ config: { taints: [{ key: 'k', effect }] } });
    expect(readMessage('NodePool', taint(1))).toEqual(taint('NO_SCHEDULE'));
    expect(readMessage('NodePool', taint('NO_EXECUTE'))).toEqual(taint('NO_EXECUTE'));
  });

  test.each<[string, object, string]>([
    ['an unknown field', { clustr: {} }, 'Invalid JSON payload received. Unknown name "clustr": Cannot find field.'],
    [
      'an unknown field inside',
      { cluster: { workloadIdentityConfig: { identity: 'x' } } },
      `Invalid JSON payload received. Unknown name "identity" at 'cluster.workload_identity_config': Cannot find field.`,
    ],
    [
      'an unknown field in a list',
      { cluster: { nodePools: [{}, { size: 1 }] } },
      `Invalid JSON payload received. Unknown name "size" at 'cluster.node_pools[1]': Cannot find field.`,
    ],
    [
      'a text for a number',
      { cluster: { initialNodeCount: 'three' } },
      `Invalid value at 'cluster.initial_node_count'`,
    ],
    ['a number for a text', { cluster: { name: 5 } }, `Invalid value at 'cluster.name' (TYPE_STRING), 5`],
    ['a text for a message', { cluster: 'c' }, `Invalid value at 'cluster'`],
    ['an unknown enum value', { cluster: { releaseChannel: { channel: 'WEEKLY' } } }, 'release_channel.channel'],
    ['a list for a map', { cluster: { resourceLabels: ['a'] } }, 'resource_labels'],
    [
      "a prototype's name",
      { cluster: JSON.parse('{"constructor": {}, "__proto__": {}}') },
      'Unknown name "constructor"',
    ],
  ])('with %s is refused in Google’s words', (_, message, text) => {
    expect(() => readMessage('CreateClusterRequest', message as never)).toThrow(text);
  });

  test('names every violation at once', () => {
    expect.assertions(1);
    try {
      readMessage('CreateClusterRequest', { a: 1, cluster: { b: 2 } });
    } catch (error) {
      const [{ fieldViolations }] = (error as { details: [{ fieldViolations: { field: string }[] }] }).details;
      expect(fieldViolations.map(({ field }) => field)).toEqual(['', 'cluster']);
    }
  });
});
