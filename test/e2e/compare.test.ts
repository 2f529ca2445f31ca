import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../lib/compare/compare.ts';
import type { Difference } from '../../lib/compare/difference.ts';
import { readArchive } from '../../lib/record/archive.ts';
import { type Ended, type Laptop, laptop } from './laptop.ts';

const PROJECT = 'acme-ml-prod-7';
const BUCKET = 'acme-weights-of-ana';
const TOKEN = 'hf_RecordedTokenThatNobodyMaySee00';

/** The checks, the cluster, the credentials and the secret: more steps would only take longer. */
describe('a recorded run', () => {
  let place: Laptop;
  let recorded: Ended;
  const folder = (name = ''): string => join(place.folder, 'recorded', name);
  const textOf = async (name?: string): Promise<string> =>
    gunzipSync(await readFile(join(folder(name), 'recording.jsonl.gz'))).toString();
  const compared = async (name: string): Promise<readonly Difference[]> => {
    const [one, other] = [await readArchive(folder()), await readArchive(folder(name))];
    return compare(one, other, { ratio: 2, least: 30_000 });
  };

  beforeAll(async () => {
    place = await laptop({ PROJECT_ID: PROJECT, GSBUCKET: BUCKET, HF_TOKEN: TOKEN });
    recorded = await place.run('runbook/commands/record.ts', [folder(), '--to', '03', '--keep']);
  });
  afterAll(() => place.clear());

  it('is one archive with each command and request, and without project, bucket and token', async () => {
    expect(recorded, recorded.output).toMatchObject({ code: 0 });
    const text = await textOf();
    expect(text).toContain('"line":"gcloud container clusters create vllm-tpu');
    expect(text).toContain('"line":"GET /v1/projects/<PROJECT_ID>');
    for (const value of [PROJECT, BUCKET, TOKEN, place.folder]) expect(text).not.toContain(value);
  });

  it('is not replaced by another run', async () => {
    const { code, output } = await place.run('runbook/commands/record.ts', [folder()]);
    expect([code, output]).toEqual([2, expect.stringContaining('already contains a recording')]);
  });

  it('does not differ from a run on another sandbox', async () => {
    const { code, output } = await place.run('runbook/commands/compare.ts', [folder()]);
    expect([code, output]).toEqual([0, expect.stringContaining('No difference.')]);
    expect(await compared('sandbox')).toEqual([]);
  });

  it.each([
    ['text', /The specified bucket does not exist\./g, 'No such bucket.'],
    ['shape', /\\"defaultClusterVersion\\"/g, '\\"initialVersion\\"'],
    ['order', /\\"status\\":\\?"?RUNNING/g, '\\"status\\":\\"DEGRADED'],
    ['outcome', /"exitCode":0/, '"exitCode":1'],
    ['call', /"line":"kubectl create namespace/g, '"line":"kubectl make namespace'],
  ])('differs by a changed %s', async (aspect, from, to) => {
    const text = await textOf();
    expect(text).toMatch(from);
    await mkdir(folder('changed'), { recursive: true });
    await writeFile(join(folder('changed'), 'recording.jsonl.gz'), gzipSync(text.replace(from, to)));
    expect((await compared('changed')).map((one) => one.aspect)).toContain(aspect);
  });

  it('differs from a sandbox with other durations, by these durations', async () => {
    const scenario = join(place.folder, 'scenario.yaml');
    await writeFile(scenario, JSON.stringify({ durations: { clusterCreate: '20m' } }));
    const { code } = await place.run('runbook/commands/compare.ts', [folder()], { SANDBOX_SCENARIO: scenario });
    expect(code).toBe(1);
    const found = await compared('sandbox');
    expect(found.map(({ aspect }) => aspect)).toEqual(found.map(() => 'duration'));
    expect(found.map(({ of }) => of)).toContainEqual(expect.stringMatching(/ status: /));
  });
});
