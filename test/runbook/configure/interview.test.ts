import { describe, expect, it } from 'vitest';
import type { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { interview } from '../../../runbook/configure/interview.ts';
import type { Place } from '../../../runbook/configure/places.ts';
import type { Prompts } from '../../../runbook/configure/prompts.ts';
import type { Known } from '../../../runbook/configure/question.ts';
import { questions } from '../../../runbook/configure/questions.ts';
import { bought, cloudOf, NOTHING, person, zone } from './surroundings.ts';

const east = zone('us-east5-b', bought(32));
const west = zone('us-west1-c', bought(0));
const FLAGS = { project: 'one-project', zone: 'us-east5-b', expose: 'internal' };

interface Situation {
  readonly previous?: Known;
  readonly prompts?: Prompts;
  readonly places?: readonly Place[];
}

const ask = (
  flags: Readonly<Record<string, string>>,
  { previous = {}, prompts, places = [east, west] }: Situation = {},
) => interview(questions, { flags, previous }, cloudOf(places), prompts);

describe('without a terminal, the interview', () => {
  it('names every missing flag in one error', async () => {
    const error = await ask({}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'USAGE',
      remedy: 'npm run configure -- --project PROJECT --zone ZONE --expose-cidr RANGE',
    });
  });

  it('needs no address range unless a range may reach the server', async () => {
    const error = await ask({ expose: 'internal' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ remedy: 'npm run configure -- --expose internal --project PROJECT --zone ZONE' });
  });

  it('takes flags first, then previous values, then what may be assumed', async () => {
    const previous = { PROJECT_ID: 'two-project', ZONE: 'us-west1-c', PROVISIONING: 'spot' };
    const { values } = await ask({ project: 'one-project', expose: 'internal' }, { previous });
    expect(values).toEqual({
      PROJECT_ID: 'one-project',
      MODEL: 'meta-llama/Llama-3.1-70B',
      MACHINE_TYPE: 'ct6e-standard-8t',
      ZONE: 'us-west1-c',
      PROVISIONING: 'spot',
      EXPOSE: 'internal',
    });
  });

  it.each([
    ['project', 'nobodys-project'],
    ['zone', 'us-central1-f'],
    ['model', 'meta-llama/Llama-3.1-405B'],
    ['machine-type', 'ct6e-standard-1t'],
    ['expose', 'everybody'],
    ['provisioning', 'stolen'],
  ])('refuses --%s %s', async (flag, value) => {
    const error = await ask({ ...FLAGS, [flag]: value }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(`--${flag} ${value}: `) });
    expect((error as RunbookError).remedy).not.toContain(value);
  });

  it('repeats the typed variables and flags after a refused value, and has a placeholder for the value', async () => {
    const environment = { TARGET: 'sandbox', ZONE: 'us-central1-f', PROVISIONING: 'spot' };
    const given = { flags: { project: 'one-project', expose: 'internal' }, previous: environment, environment };
    const error = await interview(questions, { ...given }, cloudOf([east]), undefined).catch(
      (caught: unknown) => caught,
    );
    expect((error as RunbookError).remedy).toMatch(
      /\n {4}TARGET=sandbox PROVISIONING=spot npm run configure -- --project one-project --expose internal --zone ZONE$/,
    );
  });

  it('reads an address as a range of one address', async () => {
    const { values } = await ask({ ...FLAGS, expose: 'cidr', 'expose-cidr': '203.0.113.7' });
    expect(values.EXPOSE_CIDR).toBe('203.0.113.7/32');
  });

  it('chooses the smallest machine that fits the model', async () => {
    expect((await ask({ ...FLAGS, model: 'Qwen/Qwen3-8B' })).values.MACHINE_TYPE).toBe('ct6e-standard-1t');
  });

  it('asks for the size of the weights of an unknown model', async () => {
    const unknown = { ...FLAGS, model: 'someone/model' };
    await expect(ask(unknown)).rejects.toMatchObject({ message: expect.stringContaining('--weights-gib GIB') });
    const { values } = await ask({ ...unknown, 'weights-gib': '60' });
    expect(values).toMatchObject({ WEIGHTS_GIB: '60', MACHINE_TYPE: 'ct6e-standard-4t' });
  });

  it('takes a reservation by its name', async () => {
    const { values } = await ask({ ...FLAGS, provisioning: 'reservation:mine' });
    expect(values.PROVISIONING).toBe('reservation:mine');
  });
});

describe('quota', () => {
  it.each([
    [bought(16), 'on-demand', 0],
    [bought(24, 8), 'on-demand', 0],
    [bought(16, 8), 'on-demand', 1],
    [bought(0), 'on-demand', 1],
    [bought(undefined), 'on-demand', 1],
    [bought(0), 'spot', 0],
  ] as const)(
    'of %j for nodes bought %s gives %d warnings for two replicas of 8 chips',
    async (onDemand, way, count) => {
      const places = [zone('us-east5-b', onDemand)];
      const { warnings } = await ask({ ...FLAGS, provisioning: way }, { places });
      expect(warnings).toHaveLength(count);
    },
  );

  it('is requested for all replicas, and what is in use already', async () => {
    const { warnings } = await ask(
      { ...FLAGS, provisioning: 'on-demand' },
      { places: [zone('us-east5-b', bought(16, 8))] },
    );
    expect(warnings[0]).toMatch(/gcloud beta quotas preferences create .*--preferred-value=24 .*region=us-east5/);
  });

  it('decides which ways to buy are offered, and zones without any are left out', async () => {
    const prompts = person();
    const places = [west, { zone: 'us-south1-a', ways: NOTHING }];
    const { values } = await ask({}, { prompts, places });
    const [where, how] = ['Where?', 'How'].map(
      (text) => prompts.asked.find(({ message }) => message.startsWith(text))!,
    );
    expect(where!.offer.choices.map(({ value }) => value)).toEqual(['us-west1-c']);
    expect(how!.offer.choices.map(({ value }) => value)).toEqual(['spot', 'flex-start']);
    expect(values).toMatchObject({ ZONE: 'us-west1-c', PROVISIONING: 'spot' });
  });

  it('of nothing anywhere leaves every zone to choose from, since it can be requested', async () => {
    const prompts = person();
    const { values, warnings } = await ask({}, { prompts, places: [{ zone: 'us-south1-a', ways: NOTHING }] });
    expect(values.ZONE).toBe('us-south1-a');
    expect(warnings).toHaveLength(1);
  });
});

describe('on a terminal, the interview', () => {
  it('puts the current project first, and preselects previous values', async () => {
    const prompts = person();
    await ask({}, { prompts, previous: { ZONE: 'us-west1-c', EXPOSE: 'port-forward' } });
    expect(prompts.asked[0]!.offer.choices.map(({ value }) => value)).toEqual(['two-project', 'one-project']);
    const first = (text: string) => prompts.asked.find(({ message }) => message.startsWith(text))!.first;
    expect([first('Where?'), first('Who')]).toEqual(['us-west1-c', 'port-forward']);
  });

  it('preselects the own address', async () => {
    const { values } = await ask({}, { prompts: person() });
    expect(values).toMatchObject({ EXPOSE: 'cidr', EXPOSE_CIDR: '203.0.113.7/32' });
  });

  it('asks no question that a flag or the only choice answers', async () => {
    const prompts = person();
    await ask(FLAGS, { prompts });
    expect(prompts.asked.map(({ message }) => message.split(' ')[0])).toEqual(['Which', 'How']);
  });

  it('preselects no previous value that is refused now', async () => {
    const prompts = person({ 'Which model': 'Qwen/Qwen3-8B' });
    const { values } = await ask({}, { prompts, previous: { PROJECT_ID: 'gone-project', MACHINE_TYPE: 'nothing' } });
    expect(values).toMatchObject({ PROJECT_ID: 'two-project', MACHINE_TYPE: 'ct6e-standard-1t' });
  });

  it('has lines of at most 78 characters, which fit a terminal of 80 columns', async () => {
    const prompts = person({ 'Which model': 'Qwen/Qwen3-8B' });
    await ask({}, { prompts });
    const lines = prompts.asked.flatMap(({ message, offer }) => [message, ...offer.choices.map(({ label }) => label)]);
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
  });
});
