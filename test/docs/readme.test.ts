import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, TPU_SHAPES } from '../../lib/config/index.ts';
import { costPerHour, dollars } from '../../runbook/cost/prices.ts';
import { commandLines, documentAt, FILES, ROOT } from './documents.ts';

const LONGEST = 150;
const english = documentAt('README.md');
const chinese = documentAt('README.zh-CN.md');
const both = [english, chinese].map((document) => [document.path, document] as const);

const pictures = (text: string): string[] => [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
/** But for the other language, and the tutorial in it. */
const targets = (text: string): string[] =>
  [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target!.replace(/\?hl=.*$/, ''))
    .filter((target) => !/^README/.test(target));

describe.each(both)('%s', (_, { text, prose }) => {
  it(`has at most ${LONGEST} lines`, () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST);
  });

  it('shows one picture, which the repository has', () => {
    const [picture, ...others] = pictures(prose);
    expect(others).toEqual([]);
    expect(FILES).toContain(picture);
    expect(readFileSync(join(ROOT, picture!), 'utf8')).toMatch(/^<svg .*<\/svg>\s*$/s);
  });

  it('has the figures of the code: the price of a node, the chips of a replica, the version of Node', () => {
    const config = loadConfig({ environment: {}, target: 'sandbox' });
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(prose).toContain(dollars(costPerHour(config).tpuNode));
    expect(prose).toMatch(new RegExp(`[(（][^()（）]*\\b${TPU_SHAPES[config.MACHINE_TYPE].chips}\\b`));
    expect(prose).toContain(`Node ${/[\d.]+/.exec(engines.node)![0]}`);
  });
});

describe('the Chinese README', () => {
  it('has the commands, transcripts and links of the English one', () => {
    const blocks = ({ fences }: typeof english) =>
      fences.map((fence) => [fence.info, fence.info === 'text' ? fence.lines : commandLines(fence)]);
    expect(blocks(chinese)).toEqual(blocks(english));
    expect(targets(chinese.text)).toEqual(targets(english.text));
  });
});
