import { describe, expect, test } from 'vitest';
import {
  averageUtilization,
  averageValue,
  replicasForPods,
  replicasForShare,
  replicasForValue,
} from '../../../../../sandbox/kubernetes/controllers/hpa/replicas.ts';
import { podsOf } from './pods.ts';

const TOLERANCE = { up: 0.1, down: 0.1 };

interface Case {
  readonly name: string;
  /** See podsOf. */
  readonly pods: string;
  /** The scale's spec.replicas. @default the number of pods that are neither failed nor being deleted */
  readonly current?: number;
  /** Per pod. @default 10 */
  readonly target?: number;
  readonly tolerances?: { readonly up: number; readonly down: number };
  readonly replicas: number;
  /** The value that is shown. */
  readonly shows: number;
}

/** The comment of each case works its count out: u is the average of the samples, r = u / target. */
const CASES: readonly Case[] = [
  // r = 35/10 = 3.5 > 1.1: ceil(3.5 × 1 pod) = 4
  { name: 'the tutorial’s queue of 35', pods: '35', replicas: 4, shows: 35 },
  // r = 10/10 = 1, within 0.9…1.1: stays 1
  { name: 'exactly on target', pods: '10', replicas: 1, shows: 10 },
  // r = 1.1, the upper bound belongs to the tolerance: stays 1
  { name: 'at the upper edge of the tolerance', pods: '11', replicas: 1, shows: 11 },
  // r = 1.101 > 1.1: ceil(1.101 × 1) = 2
  { name: 'just above the tolerance', pods: '11.01', replicas: 2, shows: 11.01 },
  // r = 0.9, the lower bound belongs to the tolerance: stays 2
  { name: 'at the lower edge of the tolerance', pods: '9 9', replicas: 2, shows: 9 },
  // r = 0.899 < 0.9: ceil(0.899 × 2) = ceil(1.798) = 2: nothing is gained by rounding down
  { name: 'just below the tolerance, rounded up to the same size', pods: '8.99 8.99', replicas: 2, shows: 8.99 },
  // r = 0.5: ceil(0.5 × 2) = 1
  { name: 'half the target on two pods', pods: '5 5', replicas: 1, shows: 5 },
  // r = 0: ceil(0 × 2) = 0; the range makes 1 of it later
  { name: 'an empty queue', pods: '0 0', replicas: 0, shows: 0 },
  // u = (30 + 20) / 2 = 25, r = 2.5: ceil(2.5 × 2) = 5
  { name: 'two pods over target', pods: '30 20', replicas: 5, shows: 25 },
  // u = (0 + 40) / 2 = 20, r = 2: ceil(2 × 2) = 4: the average counts, not the worst pod
  { name: 'one idle and one busy pod', pods: '0 40', replicas: 4, shows: 20 },
  // u = (1 + 1 + 2) / 3 = 1.333, cut to milli-units; r = 0.1333: ceil(0.1333 × 3) = 1
  { name: 'an average that does not divide', pods: '1 1 2', replicas: 1, shows: 1.333 },
  // u = 10.0005 is cut to 10: r = 1: stays 2
  { name: 'an average cut to milli-units', pods: '10 10.001', replicas: 2, shows: 10 },
  // u = 33, r = 3.3: ceil(3.3 × 3) = ceil(9.9) = 10
  { name: 'three pods over target', pods: '33 33 33', replicas: 10, shows: 33 },
  // r = 400/10 = 40: ceil(40 × 1) = 40
  { name: 'the tutorial’s queue of 400', pods: '400', replicas: 40, shows: 400 },
  // r = 0.375/0.5 = 0.75: ceil(0.75 × 4) = 3
  { name: 'a target below one', pods: '.375 .375 .375 .375', target: 0.5, replicas: 3, shows: 0.375 },

  // r = 3.5 up, 1 missing counts 0: u' = 35/2 = 17.5, r' = 1.75: ceil(1.75 × 2) = 4
  { name: 'up with a loading pod that shows nothing yet', pods: '35 -', replicas: 4, shows: 35 },
  // r = 2.1 up, missing counts 0: u' = 21/2 = 10.5, r' = 1.05 within tolerance: stays 2
  { name: 'a missing pod brings it within tolerance', pods: '21 -', replicas: 2, shows: 21 },
  // r = 1.5 up, missing counts 0: u' = 7.5, r' = 0.75 < 1 turns the direction: stays 2
  { name: 'a missing pod would turn up into down', pods: '15 -', replicas: 2, shows: 15 },
  // r = 0.5 down, missing counts as the target: u' = (5 + 10)/2 = 7.5, r' = 0.75: ceil(0.75 × 2) = 2
  { name: 'down with a missing pod is held back', pods: '5 -', replicas: 2, shows: 5 },
  // r = 0 down, missing counts 10: u' = 10/2 = 5, r' = 0.5: ceil(0.5 × 2) = 1
  { name: 'an idle pod and a missing one', pods: '0 -', replicas: 1, shows: 0 },
  // r = 0.5 down, missing counts 10: u' = (5+5+5+10)/4 = 6.25, r' = 0.625: ceil(0.625 × 4) = 3
  { name: 'down by one with one of four missing', pods: '5 5 5 -', replicas: 3, shows: 5 },
  // r = 0.8 down, missing counts 10: u' = (8+10)/2 = 9, r' = 0.9 within tolerance: stays 2
  { name: 'a missing pod brings a scale-down within tolerance', pods: '8 -', replicas: 2, shows: 8 },
  // r = 1: no direction, missing pods are not filled in, r' = 1 within tolerance: stays 2
  { name: 'on target with a missing pod', pods: '10 -', replicas: 2, shows: 10 },
  // r = 1.05 up but missing > 0: counts 0: u' = 5.25, r' = 0.525 turns: stays 2
  { name: 'slightly above with a missing pod', pods: '10.5 -', replicas: 2, shows: 10.5 },
  // r = 6 up, 2 missing: u' = 60/3 = 20, r' = 2: ceil(2 × 3) = 6
  { name: 'up with two of three missing', pods: '60 - -', replicas: 6, shows: 60 },

  // r = 3.5 up, pending counts 0: u' = 17.5, r' = 1.75: ceil(1.75 × 2) = 4
  { name: 'up while the second pod is pending', pods: '35 P', replicas: 4, shows: 35 },
  // r = 2.1 up, pending counts 0: r' = 1.05 within tolerance: stays 2
  { name: 'a pending pod is trusted to be enough', pods: '21 P', replicas: 2, shows: 21 },
  // r = 0.5 down: pending pods do not matter: ceil(0.5 × 1 ready) = 1
  { name: 'down while the second pod is pending', pods: '5 P', replicas: 1, shows: 5 },
  // r = 1 within tolerance: stays 2, not the 1 ready
  { name: 'on target while the second pod is pending', pods: '10 P', replicas: 2, shows: 10 },
  // the pending pod’s old sample is dropped: r = 3; pending counts 0: u' = 15, r' = 1.5: ceil(1.5 × 2) = 3
  { name: 'a pending pod’s sample is not believed', pods: '30 P90', replicas: 3, shows: 30 },
  // r = 4 up, missing 0 and pending 0: u' = 40/3 = 13.333, r' = 1.3333: ceil(1.3333 × 3) = ceil(3.9999) = 4
  { name: 'up with a missing and a pending pod', pods: '40 - P', replicas: 4, shows: 40 },
  // r = 0.2 down, missing counts 10, pending not at all: u' = (2 + 10)/2 = 6, r' = 0.6: ceil(0.6 × 2) = 2
  { name: 'down with a missing and a pending pod', pods: '2 - P', replicas: 2, shows: 2 },

  // failed pods are ignored with their samples: r = 3.5: ceil(3.5 × 1) = 4
  { name: 'a failed pod is left out', pods: '35 F90', replicas: 4, shows: 35 },
  // pods being deleted are ignored with their samples: r = 0.5: ceil(0.5 × 2) = 1
  { name: 'a pod being deleted is left out', pods: '5 5 D90', replicas: 1, shows: 5 },
  // a deleted pod without a sample is not missing either: r = 0.5: ceil(0.5 × 2) = 1
  { name: 'a deleted pod is not missing', pods: '5 5 D', replicas: 1, shows: 5 },
  // r = 0.5 down, 1 of 5 missing counts 10: u' = (4×5+10)/5 = 6, r' = 0.6: ceil(3) = 3, but only 2 are wanted now: up
  // would contradict down: stays 2
  { name: 'more pods than replicas while rolling out', pods: '5 5 5 5 -', current: 2, replicas: 2, shows: 5 },
  // r = 3 up, 1 missing: u' = 15, r' = 1.5: ceil(1.5 × 2) = 3 < the 5 that are wanted: down would contradict up: stays 5
  { name: 'fewer pods than replicas while growing', pods: '30 -', current: 5, replicas: 5, shows: 30 },
  // no missing and no pending pods: r = 2: ceil(2 × 1 ready) = 2 although 4 are wanted
  { name: 'ready pods are multiplied, not the wanted ones', pods: '20', current: 4, replicas: 2, shows: 20 },

  // scale-up tolerance 0: r = 1.001 > 1: ceil(1.001 × 1) = 2
  { name: 'no tolerance upwards', pods: '10.01', tolerances: { up: 0, down: 0.1 }, replicas: 2, shows: 10.01 },
  // scale-up tolerance 0.5: r = 1.5 within: stays 1
  { name: 'a wide tolerance upwards', pods: '15', tolerances: { up: 0.5, down: 0.1 }, replicas: 1, shows: 15 },
  // scale-down tolerance 0.5: r = 0.5 within: stays 2
  { name: 'a wide tolerance downwards', pods: '5 5', tolerances: { up: 0.1, down: 0.5 }, replicas: 2, shows: 5 },
  // scale-down tolerance 0: r = 0.999 < 1: ceil(0.999 × 2) = 2
  { name: 'no tolerance downwards', pods: '9.99 9.99', tolerances: { up: 0.1, down: 0 }, replicas: 2, shows: 9.99 },
  // tolerances 0 and r = 1, with a missing pod: r' = 1: stays 2
  { name: 'no tolerance at all, on target', pods: '10 -', tolerances: { up: 0, down: 0 }, replicas: 2, shows: 10 },
];

const samplesOf = ({ pods: text, current, tolerances = TOLERANCE }: Pick<Case, 'pods' | 'current' | 'tolerances'>) => {
  const { pods, metrics } = podsOf(text);
  const wanted = text.split(' ').filter((pod) => !/^[FD]/.test(pod)).length;
  return { current: current ?? wanted, pods, metrics, tolerances, now: 0 };
};

describe('an average value per pod', () => {
  test.each(CASES)('$name', ({ target = 10, replicas, shows, ...rest }) => {
    const proposal = replicasForPods(samplesOf(rest), () => averageValue(target * 1000));
    expect(proposal).toEqual({ replicas, usage: shows * 1000 });
  });

  test.each([
    { name: 'no pods', pods: '', message: 'no pods returned by selector while calculating replica count' },
    { name: 'no samples', pods: '- -', message: 'did not receive metrics for targeted pods (pods might be unready)' },
    { name: 'a sample of a pending pod only', pods: 'P35', message: /^did not receive metrics for targeted pods/ },
    { name: 'a sample of a failed pod only', pods: 'F35 -', message: /^did not receive metrics for targeted pods/ },
  ])('cannot be reckoned with $name', ({ pods, message }) => {
    expect(() => replicasForPods(samplesOf({ pods }), () => averageValue(10_000))).toThrow(message);
  });
});

describe('an average utilization of the requests', () => {
  /** Every pod requests 1,000 milli-units; values are in units. */
  const utilization = (pods: string, target: number) => {
    const samples = samplesOf({ pods });
    const requests = new Map(samples.pods.map((pod) => [pod.metadata!.name!, 1000]));
    return replicasForPods(samples, () => averageUtilization(target, requests));
  };

  test.each([
    // used 0.9 + 0.7 of 2 requested = 80 %, r = 80/80 = 1: stays 2
    { name: 'on target', pods: '.9 .7', target: 80, replicas: 2, percent: 80, usage: 800 },
    // 160 %, r = 160/80 = 2: ceil(2 × 1) = 2
    { name: 'twice the target', pods: '1.6', target: 80, replicas: 2, percent: 160, usage: 1600 },
    // 20 %, r = 0.25: ceil(0.25 × 4) = 1
    { name: 'a quarter of the target', pods: '.2 .2 .2 .2', target: 80, replicas: 1, percent: 20, usage: 200 },
    // 30 % down, missing counts 100 % of its request: (0.3 + 1)/2 = 65 %, r' = 0.8125: ceil(0.8125 × 2) = 2
    {
      name: 'a missing pod counts as fully used on the way down',
      pods: '.3 -',
      target: 80,
      replicas: 2,
      percent: 30,
      usage: 300,
    },
    // 60 % of 120 down, missing counts 120 %: (0.6 + 1.2)/2 = 90 %, r' = 0.75: ceil(0.75 × 2) = 2
    {
      name: 'a missing pod counts as the target where that is above 100 %',
      pods: '.6 -',
      target: 120,
      replicas: 2,
      percent: 60,
      usage: 600,
    },
    // 240 % up, missing counts 0: 120 %, r' = 1.5: ceil(1.5 × 2) = 3
    {
      name: 'a missing pod counts as idle on the way up',
      pods: '2.4 -',
      target: 80,
      replicas: 3,
      percent: 240,
      usage: 2400,
    },
    // 79.9 % is cut to 79 %: r = 0.9875 within tolerance: stays 1
    { name: 'percentages are cut', pods: '.799', target: 80, replicas: 1, percent: 79, usage: 799 },
  ])('$name', ({ pods, target, replicas, percent, usage }) => {
    expect(utilization(pods, target)).toEqual({ replicas, usage, utilization: percent });
  });
});

describe('one value for all pods', () => {
  const forValue = (value: number, target: number, current: number, ready = current) =>
    replicasForValue(value * 1000, target * 1000, { current, ready: () => ready }, TOLERANCE).replicas;

  test.each([
    // r = 30/10 = 3: ceil(3 × 2 ready) = 6
    { name: 'three times the target', value: 30, target: 10, current: 2, replicas: 6 },
    // r = 1.1 within tolerance: stays 3
    { name: 'within tolerance', value: 11, target: 10, current: 3, replicas: 3 },
    // r = 2: ceil(2 × 1 ready) = 2 although 3 are wanted
    { name: 'only ready pods are multiplied', value: 20, target: 10, current: 3, ready: 1, replicas: 2 },
    // r = 0.34: ceil(0.34 × 3) = ceil(1.02) = 2
    { name: 'a third of the target', value: 3.4, target: 10, current: 3, replicas: 2 },
    // no pods: ceil(r) = ceil(2.5) = 3, whatever the tolerance
    { name: 'from zero', value: 25, target: 10, current: 0, replicas: 3 },
  ])('$name', ({ value, target, current, ready, replicas }) => {
    expect(forValue(value, target, current, ready)).toBe(replicas);
  });
});

describe('one value divided among the pods', () => {
  test.each([
    // 50 / (10 × 2) = 2.5: ceil(50/10) = 5; each has ceil(50/2) = 25
    { name: 'more than the pods can share', value: 50, target: 10, pods: 2, replicas: 5, each: 25 },
    // 21 / (10 × 2) = 1.05 within tolerance: stays 2; each has ceil(21/2 in milli-units) = 10.5
    { name: 'within tolerance', value: 21, target: 10, pods: 2, replicas: 2, each: 10.5 },
    // 1 / (10 × 3) = 0.03: ceil(0.1) = 1; each has ceil(333.3 milli-units) = 0.334
    { name: 'next to nothing', value: 1, target: 10, pods: 3, replicas: 1, each: 0.334 },
    // 0 / 30 = 0: ceil(0) = 0
    { name: 'nothing', value: 0, target: 10, pods: 3, replicas: 0, each: 0 },
    // no pods yet: 20 / 0 is infinite, out of tolerance: ceil(20/10) = 2
    { name: 'before there are pods', value: 20, target: 10, pods: 0, replicas: 2, each: 20 },
  ])('$name', ({ value, target, pods, replicas, each }) => {
    const proposal = replicasForShare(value * 1000, target * 1000, pods, TOLERANCE);
    expect(proposal).toEqual({ replicas, usage: each * 1000 });
  });
});
