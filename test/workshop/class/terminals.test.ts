import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Terminals } from '../../../workshop/class/agent/terminals.ts';

const GRACE = 1_000;
let ended: string[];
let terminals: Terminals;

beforeEach(() => {
  vi.useFakeTimers();
  ended = [];
  terminals = new Terminals({ terminal: async () => '1', endTerminal: async (name) => ended.push(name) }, GRACE);
});
afterEach(() => void vi.useRealTimers());

const connect = () => terminals.connected('/learners/ana/jupyter/terminals/websocket/1');

test('a shell ends some time after its last browser has gone', async () => {
  await terminals.start();
  const [one, two] = [connect(), connect()];
  one();
  vi.advanceTimersByTime(GRACE * 2);
  expect(ended).toEqual([]);
  two();
  vi.advanceTimersByTime(GRACE - 1);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['1']);
});

test('a browser that comes again within that time keeps it', async () => {
  await terminals.start();
  connect()();
  vi.advanceTimersByTime(GRACE / 2);
  connect();
  vi.advanceTimersByTime(GRACE * 2);
  expect(ended).toEqual([]);
});

test('a shell that no browser has shown ends too', async () => {
  await terminals.start();
  vi.advanceTimersByTime(GRACE);
  expect(ended).toEqual(['1']);
});

test("a terminal of Jupyter's own page is left alone", () => {
  connect()();
  vi.advanceTimersByTime(GRACE * 2);
  expect(ended).toEqual([]);
});

test('a new shell with the name of an ended one has its own time', async () => {
  await terminals.start();
  const old = connect();
  old();
  vi.advanceTimersByTime(GRACE / 2);
  await terminals.start();
  connect();
  vi.advanceTimersByTime(GRACE * 2);
  expect(ended).toEqual([]);
});
