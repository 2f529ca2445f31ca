import { expect, test } from 'vitest';
import { waitingAndRunning } from '../../../lib/chart/index.ts';
import { charts, translated, widthOf } from '../../../workshop/page/view/charts.ts';
import { contextIn, span } from '../../../workshop/page/view/context.ts';
import { type Moment, picture } from '../../../workshop/page/view/picture.ts';
import { decisionOf } from '../../../workshop/page/world/autoscaler.ts';
import { eventsOf } from '../../../workshop/page/world/events.ts';
import { topologyOf } from '../../../workshop/page/world/topology.ts';
import { UNSEEN } from '../../../workshop/page/world/world.ts';
import { hpa, object, pod, tpuNode, world } from './objects.ts';

const HOSTILE = '<script>alert(1)</script>"\'';
const en = contextIn('en');
const moment = (fields: Partial<Moment>): Moment => ({ world: UNSEEN, charts: {}, messages: [], wall: 0, ...fields });

test('every text from outside is escaped', () => {
  const event = object(
    'Event',
    'e',
    { reason: HOSTILE, message: HOSTILE, lastTimestamp: '2026-01-01T00:00:00Z' },
    { namespace: 'vllm' },
  );
  const seen = world({
    link: { state: 'lost', problem: HOSTILE, remedy: HOSTILE },
    topology: topologyOf([tpuNode(HOSTILE)], [pod(HOSTILE, { phase: HOSTILE }, { nodeName: HOSTILE })]),
    decision: decisionOf(
      hpa(undefined, { conditions: [{ type: 'ScalingActive', status: 'False', message: HOSTILE }] }),
    ),
    events: eventsOf([event], ['vllm']),
    gaps: { pods: HOSTILE },
    progress: {
      steps: { [HOSTILE]: { state: 'failed', at: '' } },
      current: { step: HOSTILE, title: HOSTILE, waitsFor: HOSTILE, progress: HOSTILE, since: '' },
      updatedAt: '',
    },
  });
  const drawn = picture(moment({ world: seen, messages: [{ text: HOSTILE, at: HOSTILE }] }), 480, en);
  for (const part of Object.values(drawn)) expect(part).not.toContain('<script>');
  expect(drawn.topology).toContain('&#60;script&#62;');
});

test('a chart whose points have no value is left out, as the time to the first token is before any request', () => {
  const firstToken = waitingAndRunning({ waiting: [{ labels: {}, points: [[0, Number.NaN]] }], running: [] });
  const drawn = picture(moment({ charts: { firstToken } }), 480, en);
  expect(drawn.charts).toContain('No data');
});

test('a part that cannot be drawn says so, and the others are drawn', () => {
  const broken = { ...UNSEEN, topology: undefined } as unknown as Moment['world'];
  const drawn = picture(moment({ world: { ...broken, link: { state: 'live' } } }), 480, en);
  const failed = Object.entries(drawn).filter(([, part]) => part.includes(en.say('cannotDraw')));
  expect(failed.map(([name]) => name)).toContain('topology');
  expect(drawn.status).not.toContain(en.say('cannotDraw'));
});

test('during a drill the page does not tell a learner to start the walk', () => {
  const state = { drills: [], progress: { current: { id: 'x', startedAt: '', hints: 0 }, results: {} }, busy: false };
  const drawn = picture(moment({ drills: state }), 480, en);
  expect(drawn.now).not.toContain('npm start');
  expect(picture(moment({}), 480, en).now).toContain('npm start');
});

test('an empty project, and one that is not read yet, say so', () => {
  expect(picture(moment({ world: world({ cluster: null, decision: null }) }), 480, en).topology).toContain(
    'no cluster c',
  );
  expect(picture(moment({ world: UNSEEN }), 480, en).topology).toContain('Reading');
});

test('time that stands still is said, and a faster one as a factor', () => {
  const statusAt = (pace: number) => picture(moment({ world: world({ pace }) }), 480, en).status;
  expect(statusAt(0)).toContain('stands still');
  expect(statusAt(60)).toContain('60 times');
});

test('charts are drawn for the width of a phone and of a projector, and no other', () => {
  expect([1, 377, 5000, Number.NaN].map(widthOf)).toEqual([300, 380, 900, 480]);
});

test('a chart has its title, names and text alternative in Chinese', () => {
  const labels = { pod: 'vllm-tpu-abc' };
  const chart = waitingAndRunning({ waiting: [{ labels, points: [[0, 3]] }], running: [], target: 10 });
  const zh = translated(chart, 'zh');
  expect([zh.title, zh.series[0]!.name, zh.alt]).toEqual([
    '等待和运行中的请求',
    'abc 等待',
    '等待和运行中的请求随时间的变化。abc 等待：3 到 3 请求，最后 3。',
  ]);
  expect(charts({ requests: chart }, 480, contextIn('zh')).text).toContain('<desc>等待和运行中的请求随时间的变化');
});

test.each([
  [45_000, '45s'],
  [200_000, '3m 20s'],
  [7_500_000, '2h 5m'],
  [97_200_000, '1d 3h'],
  [-5, '0s'],
])('%d ms are %s', (ms, text) => expect(span(ms)).toBe(text));
