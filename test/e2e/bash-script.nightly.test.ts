import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, type Laptop, laptop, processesWith } from './laptop.ts';

const TOKEN = 'hf_e2eTokenOfTheEnvironment';
const RUN = `
set -euo pipefail
(cd "$REPO" && npm start -- --dry-run --script) > walk.sh
eval "$(cd "$REPO" && npm run --silent env)"
bash walk.sh
`;
const INVENTORY = `
set -euo pipefail
eval "$(cd "$REPO" && npm run --silent env)"
for list in 'container clusters' 'compute instances' 'compute disks' 'compute forwarding-rules' 'storage buckets'; do
  gcloud $list list --format='value(name)'
done
gcloud projects get-iam-policy "$PROJECT_ID" --flatten='bindings[].members' --format='value(bindings.members)' | grep principal: || true
`;

describe('the bash script of a dry run, from an empty project to an empty project', () => {
  let place: Laptop;
  let ended: Ended;

  beforeAll(async () => {
    place = await laptop({ HF_TOKEN: TOKEN });
    ended = await place.bash('-c', RUN);
  }, 480_000);

  afterAll(() => place.clear());

  it('does every step', () => {
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(ended.output).toContain('\nDone.\n');
  });

  it('gets a completion from the model', () => {
    expect(ended.output).toContain('"object":"text_completion"');
  });

  it('scales to two replicas under its load', () => {
    expect(ended.output).toContain('✓ deployment/vllm-tpu has 2 ready replicas');
  });

  it('leaves nothing in the project', async () => {
    expect(await place.bash('-c', INVENTORY)).toEqual({ code: 0, output: '' });
  });

  it('leaves no process and never shows the token', async () => {
    expect(ended.output).not.toContain(TOKEN);
    expect((await processesWith(place.folder)).filter((line) => !line.includes('sandbox'))).toEqual([]);
  });
});
