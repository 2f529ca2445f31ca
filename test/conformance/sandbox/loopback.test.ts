import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Victim } from './victim.ts';

const LISTEN = '0A';

/** The addresses on which a process listens for TCP connections, from Linux' own tables. */
function listening(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set(
    readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? []),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(({ 3: state, 9: inode }) => state === LISTEN && inodes.has(inode!))
      .map(({ 1: local }) => addressOf(local!.split(':')[0]!)),
  );
}

/** IPv4 is written as one number in the machine's order of bytes; anything else stays as it is. */
function addressOf(hex: string): string {
  return hex.length === 8 ? [...Buffer.from(hex, 'hex').reverse()].join('.') : hex;
}

test('everything that it listens on is of the loopback: its APIs, pods and balancers', async () => {
  const durations = Object.fromEntries(
    ['clusterCreate', 'cpuNodeBoot', 'imagePull', 'imagePullCached', 'loadBalancer'].map((name) => [name, '0s']),
  );
  const victim = new Victim({ durations });
  onTestFinished(() => victim.clear());
  await victim.start();
  await victim.kubernetes('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 'web' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 18_080 }] },
  });
  const balancer = async () =>
    (await victim.kubernetes('GET', '/api/v1/namespaces/default/services/web')).body.status.loadBalancer?.ingress?.[0]
      .ip;
  await expect.poll(balancer).toMatch(/^127\./);
  const addresses = listening(victim.pid);
  // The claim on its addresses, the two APIs, and the balancer.
  expect(addresses.length).toBeGreaterThanOrEqual(4);
  expect(addresses).toContain(await balancer());
  expect(addresses.filter((address) => !address.startsWith('127.'))).toEqual([]);
});
