import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { type ClassFile, originOf } from '../class-file.ts';
import { folderAt } from '../folder.ts';
import { typed } from './terminal.ts';
import { Visitor } from './visitor.ts';

/** What a rehearsal has at hand. */
export class Rehearsal {
  readonly root: string;
  readonly port: number;
  readonly trust: boolean;
  visitor = new Visitor('http://127.0.0.1');

  constructor(root: string, port: number, trust: boolean) {
    this.root = root;
    this.port = port;
    this.trust = trust;
  }

  get content(): ClassFile {
    return JSON.parse(readFileSync(folderAt(this.root).file, 'utf8')) as ClassFile;
  }

  /** A command of the class. @throws Error with what it said */
  async command(...args: readonly string[]): Promise<string> {
    const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
    const env = { ...process.env, WORKSHOP_HOME: this.root };
    const options = { env, maxBuffer: 16 * 2 ** 20 };
    return (await promisify(execFile)(process.execPath, ['--import', 'tsx', cli, ...args], options)).stdout;
  }
}

/** One thing that must work on the day. */
export interface Scene {
  readonly what: string;
  /** @returns a fact to show. @throws Error */
  play(rehearsal: Rehearsal): Promise<string>;
}

/** The drill of a rehearsal: a short one that needs no model server. */
const DRILL = 'quota';

export const scenes: readonly Scene[] = [
  {
    what: 'the class starts',
    play: async (one) => {
      const flags = one.trust ? ['--trust-learners'] : [];
      await one.command('start', '--learners', '1', '--port', String(one.port), '--no-stages', ...flags);
      return one.trust ? 'learners are NOT kept apart' : 'learners are kept apart';
    },
  },
  {
    what: "a link leads to the learner's desk",
    play: async (one) => {
      const { content } = one;
      one.visitor = new Visitor(originOf(content));
      const place = await one.visitor.join(content.learners[0]!.secret);
      return answered(await one.visitor.get(''), 'Notebooks') && place;
    },
  },
  {
    what: 'Jupyter shows a notebook',
    play: async ({ visitor }) => {
      const { location = '' } = (await visitor.get('notebook/01-deploy.ipynb')).headers;
      return answered(await visitor.ask(location), '01-deploy') && location.replace(/^.*\/jupyter\//, '');
    },
  },
  {
    what: 'the live page answers',
    play: async ({ visitor }) => answered(await visitor.get('page/'), '<header>') && '',
  },
  {
    what: 'a terminal runs kubectl',
    play: ({ visitor }) => succeeds(visitor, 'kubectl version --client', /Client Version: (\S+)/),
  },
  {
    what: 'a learner walks to the first completion',
    play: ({ visitor }) => succeeds(visitor, 'npm start -- --to 07', /^ *completion {2,}(.+)/m),
  },
  {
    what: 'a drill starts, is solved and is checked',
    play: ({ visitor }) => {
      const [start, solve] = [`npm run -s drill -- start ${DRILL}`, 'npm run -s drill -- solve'];
      return succeeds(visitor, `${start} && ${solve}`, /(\d+ (?:of|\/) \d+)/);
    },
  },
  {
    what: 'the export has the steps and the drill',
    play: async (one) => {
      const [scores] = JSON.parse(await one.command('export', '--json'));
      const drill = scores.drills.find(({ id }: { readonly id: string }) => id === DRILL);
      if (scores.steps.length < 7 || !drill) throw new Error(`${scores.steps.length} steps, drill ${drill?.id}`);
      return `${scores.steps.length} of ${scores.stepsOf} steps`;
    },
  },
  { what: 'the class stops', play: async (one) => (await one.command('stop')) && '' },
];

function answered({ status, body }: { readonly status: number; readonly body: string }, text: string): true {
  if (status === 200 && body.includes(text)) return true;
  throw new Error(`HTTP ${status}: ${body.slice(0, 200)}`);
}

async function succeeds(visitor: Visitor, command: string, fact: RegExp): Promise<string> {
  const output = await typed(visitor, command);
  if (!output.includes('exit code 0')) throw new Error(stripVTControlCharacters(output).slice(-800));
  return fact.exec(stripVTControlCharacters(output))?.[1]?.trim().slice(0, 60) ?? '';
}
