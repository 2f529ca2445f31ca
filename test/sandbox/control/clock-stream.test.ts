import { type ClientRequest, request } from 'node:http';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Cloud, openCloud, START, TOKEN } from '../cloud.ts';

type Line = Record<string, unknown>;
type Stream = Awaited<ReturnType<typeof open>>;

/** One run's stream, with every received line. */
async function open(
  cloud: Cloud,
): Promise<{ channel: ClientRequest; lines: Line[]; send(line: object | string): void }> {
  const channel = request(`${cloud.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  channel.on('error', () => undefined);
  onTestFinished(() => void channel.destroy());
  channel.flushHeaders();
  const lines: Line[] = [];
  await new Promise<void>((resolve) => {
    channel.on('response', (response) => {
      const reader = createInterface({ input: response });
      reader.on('error', () => undefined);
      reader.on('line', (line) => {
        lines.push(JSON.parse(line));
        resolve();
      });
    });
  });
  const send = (line: object | string): void => {
    channel.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  };
  return { channel, lines, send };
}

const slow = { speed: 60, monotonic: () => performance.now() };

test('sends the time immediately and every 250 ms', async () => {
  const cloud = await openCloud(slow);
  const { lines } = await open(cloud);
  expect(lines[0]).toEqual({ now: expect.any(Number), pace: 60 });
  expect(lines[0]!.now).toBeGreaterThanOrEqual(START);
  const opened = performance.now();
  await vi.waitFor(() => expect(lines.length).toBeGreaterThanOrEqual(3), { timeout: 5_000 });
  expect(performance.now() - opened).toBeGreaterThan(400);
  expect((lines[2]!.now as number) - (lines[0]!.now as number)).toBeGreaterThanOrEqual(0.4 * 60_000);
});

test('gives its request for a pace back', async () => {
  const cloud = await openCloud(slow);
  const { send, lines } = await open(cloud);
  send({ pace: 5 });
  await vi.waitFor(() => expect(lines.at(-1)).toMatchObject({ pace: 5 }));
  send({ pace: null });
  await vi.waitFor(() => expect(lines.at(-1)).toMatchObject({ pace: 60 }));
  expect(cloud.world.clock.pace).toBe(60);
});

test('sets the pace while it is open; the slowest stream wins', async () => {
  const cloud = await openCloud(slow);
  const [fast, careful] = [await open(cloud), await open(cloud)];
  fast.send({ pace: 200 });
  await vi.waitFor(() => expect(fast.lines.at(-1)).toMatchObject({ pace: 200 }));
  careful.send({ pace: 1 });
  await vi.waitFor(() => expect(careful.lines.at(-1)).toMatchObject({ pace: 1 }));
  careful.channel.destroy();
  await vi.waitFor(() => expect(cloud.world.clock.pace).toBe(200));
  fast.channel.end();
  await vi.waitFor(() => expect(cloud.world.clock.pace).toBe(60));
});

test('wakes a sleeper at its simulated time, unless it is cancelled', async () => {
  const cloud = await openCloud({ ...slow, speed: 10_000 });
  const { lines, send } = await open(cloud);
  const before = lines[0]!.now as number;
  send({ sleep: 600_000, id: 1 });
  send({ sleep: 60_000, id: 2 });
  send({ sleep: 300_000, id: 3 });
  send({ cancel: 3 });
  const woken = (): Line[] => lines.filter(({ woke }) => woke !== undefined);
  await vi.waitFor(() => expect(woken().map(({ woke }) => woke)).toEqual([2, 1]));
  expect((woken()[1]!.now as number) - before).toBeGreaterThanOrEqual(600_000);
});

test('steps over an hour in which nothing happens, and wakes the sleeper when it is over', async () => {
  const cloud = await openCloud(slow);
  const { lines, send, channel } = await open(cloud);
  const before = lines[0]!.now as number;
  send({ sleep: 3_600_000, id: 1 });
  send({ pace: 200, steps: 'waits' });
  let answered = 0;
  const woken = await vi.waitFor(
    () => {
      for (const { echo } of lines.slice(answered)) if (echo !== undefined) send({ echo });
      answered = lines.length;
      const line = lines.find(({ woke }) => woke === 1);
      if (!line) throw new Error('not woken yet');
      return line;
    },
    { timeout: 10_000, interval: 1 },
  );
  expect((woken.now as number) - before).toBeGreaterThanOrEqual(3_600_000);
  expect((woken.now as number) - before).toBeLessThan(3_602_000);
  channel.destroy();
});

test('time that is stepped stands still when the waiting run does not answer, and goes on when that run is gone', async () => {
  const cloud = await openCloud(slow);
  const [waiting, other] = [await open(cloud), await open(cloud)];
  waiting.send({ pace: 200, steps: 'waits' });
  await vi.waitFor(() => expect(waiting.lines.at(-1)).toMatchObject({ echo: 1 }));
  const { clock } = cloud.world;
  const before = clock.now();
  await vi.waitFor(() => expect(other.lines.length).toBeGreaterThanOrEqual(3));
  expect(clock.now()).toBe(before);
  waiting.channel.destroy();
  await vi.waitFor(() => expect(clock).toMatchObject({ pace: 60, stepped: false }));
  await vi.waitFor(() => expect(other.lines.at(-1)!.now).toBeGreaterThan(before));
});

test.each([
  ['leaves', (other: Stream) => void other.channel.destroy()],
  ['gives its pace back', (other: Stream) => other.send({ pace: null })],
])('goes on in steps when a run that did not wait %s', async (_, go) => {
  const cloud = await openCloud(slow);
  const [waiting, other] = [await open(cloud), await open(cloud)];
  const { clock } = cloud.world;
  waiting.send({ pace: 200, steps: 'waits' });
  await vi.waitFor(() => expect(clock.stepped).toBe(true));
  other.send({ pace: 1 });
  await vi.waitFor(() => expect(clock.stepped).toBe(false));
  let answered = 0;
  const answer = (): void => {
    for (const { echo } of waiting.lines.slice(answered)) if (echo !== undefined) waiting.send({ echo });
    answered = waiting.lines.length;
  };
  // The steps of before are over.
  await vi.waitFor(() => {
    answer();
    expect(waiting.lines.at(-1)).toMatchObject({ pace: 1 });
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  go(other);
  const before = clock.now();
  await vi.waitFor(
    () => {
      answer();
      expect(clock.now()).toBeGreaterThan(before + 60_000);
    },
    { timeout: 10_000, interval: 1 },
  );
  expect(clock.stepped).toBe(true);
});

test.each([
  'nonsense',
  '{"pace":5,"steps":"leads"}',
  '[]',
  '{"pace":0}',
  '{"pace":-1}',
  '{"pace":1e9}',
  '{"pace":"1"}',
  '{"sleep":5}',
  '{"sleep":-1,"id":1}',
])('says that %s makes no sense, and goes on', async (line) => {
  const cloud = await openCloud(slow);
  const { lines, send } = await open(cloud);
  send(line);
  await vi.waitFor(() => expect(lines).toContainEqual({ error: expect.stringContaining(line) }));
  send({ pace: 5 });
  await vi.waitFor(() => expect(lines).toContainEqual({ now: expect.any(Number), pace: 5 }));
});
