import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Flags, readFlags, usage } from '../../../lib/runner/flags.ts';
import { withFlags } from '../../../lib/runner/with-flags.ts';
import { makeCertificate } from '../certificate.ts';
import { type ClassFile, enrolled, type Isolation, linkOf, readClass, writeClass } from '../class-file.ts';
import { type ClassFolder, classFolder } from '../folder.ts';
import { askHub, stateOf } from '../hub/client.ts';
import { hubKeeping } from '../hub/keeping.ts';
import { Rooms } from '../hub/rooms.ts';
import { keep, kept, release } from '../keeper.ts';
import { type Listening, listening, mustBeFree } from '../listening.ts';
import { type Named, namesIn, numbered, spares } from '../names.ts';
import { prepare } from '../prepare.ts';
import { newSecret } from '../secret.ts';
import { writeSheet } from '../sheet/write.ts';
import { stagesSaved, startStages } from '../stages/start.ts';
import { startedText } from './started.ts';

const FLAGS = {
  learners: { type: 'string', excludes: ['names'] },
  names: { type: 'string' },
  spare: { type: 'string' },
  listen: { type: 'string' },
  port: { type: 'string' },
  'trust-learners': { type: 'boolean' },
  'no-stages': { type: 'boolean' },
  json: { type: 'boolean' },
} as const satisfies Flags;
type Given = ReturnType<typeof readFlags<typeof FLAGS>>;

/** Real ms for the hub to answer, and for each learner to be ready. */
const HUB = 30_000;
const LEARNER = 15_000;
const LOOK = 250;

export async function run(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  const folder = classFolder();
  const before = await readClass(folder);
  const again = withFlags('npm run workshop -- start', { ...flags, port: undefined });
  const place = placeOf(flags, before);
  const isNew = before?.address !== place.address || before.port !== place.port;
  const named = await namesOf(flags, before);
  if (isNew || !kept(folder.hub.record)) await mustBeFree(place, again);
  // For this start only: the next one keeps learners apart again.
  const isolation: Isolation = flags['trust-learners'] ? 'none' : 'bubblewrap';
  console.error('Preparing the class …');
  await prepare(folder, isolation, again);
  const tls = await certificateOf(place, before);
  const content: ClassFile = {
    startedAt: before && kept(folder.hub.record) ? before.startedAt : new Date().toISOString(),
    secret: before?.secret ?? newSecret(),
    ...{ address: place.address, host: place.host, port: place.port, isolation },
    ...(tls && { tls }),
    learners: enrolled(before?.learners ?? [], named),
  };
  await writeClass(folder, content);
  if (before && before.isolation !== isolation) await endRooms(before, folder);
  if (before && isNew) release(folder.hub.record);
  await hubAnswers(content, folder);
  await writeSheet(content, folder);
  const ready = await learnersReady(content, folder);
  if (!flags['no-stages']) await startStages(folder);
  const links = content.learners.map(({ name, label, secret }) => ({ name, label, link: linkOf(content, secret) }));
  const started = {
    instructor: linkOf(content, content.secret),
    sheet: folder.sheet,
    ready,
    isolation,
    preparing: !flags['no-stages'] && !stagesSaved(folder),
    learners: links,
    kept: keptBeside(before?.learners ?? [], named),
  };
  console.log(flags.json ? JSON.stringify(started, null, 2) : startedText(started, content));
  return ready === content.learners.length ? 0 : 1;
}

async function namesOf(flags: Given, before: ClassFile | undefined): Promise<Named[]> {
  const more = spares(flags.spare ?? '0');
  if (flags.learners !== undefined) return [...numbered(flags.learners), ...more];
  if (flags.names !== undefined) return [...namesIn(await readFile(flags.names, 'utf8'), flags.names), ...more];
  if (before && more.length > 0) return [...before.learners, ...more];
  if (before) return [];
  throw usage('--learners N or --names FILE.csv is missing');
}

/** Who was in the class before and is not in the list. Spare cards are in no list. */
function keptBeside(before: readonly Named[], named: readonly Named[]): string[] {
  const listed = new Set(named.map(({ name }) => name));
  const missing = before.map(({ name }) => name).filter((name) => !listed.has(name) && !/^spare-\d\d$/.test(name));
  return named.length === 0 ? [] : missing;
}

/** Ends the rooms of another isolation; the hub starts them again. */
async function endRooms({ learners }: ClassFile, folder: ClassFolder): Promise<void> {
  const rooms = new Rooms(folder);
  await Promise.all(learners.filter(({ name }) => rooms.isKept(name)).map(({ name }) => rooms.end(name)));
}

function placeOf(flags: Given, before: ClassFile | undefined): Listening {
  const port = flags.port ?? (before && String(before.port));
  return listening(flags.listen ?? before?.address, port);
}

async function certificateOf({ isLoopback, host }: Listening, before: ClassFile | undefined) {
  if (isLoopback) return undefined;
  if (before?.tls && before.host === host) return before.tls;
  return makeCertificate([...new Set([host, hostname(), 'localhost', '127.0.0.1'])]);
}

async function hubAnswers(content: ClassFile, folder: ClassFolder): Promise<void> {
  const deadline = performance.now() + HUB;
  while (performance.now() < deadline) {
    if (!kept(folder.hub.record)) {
      await keep(hubKeeping(folder));
      await delay(LOOK);
    }
    const answer = await askHub(content, '/instructor/api/class').catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(LOOK);
  }
  throw new RunbookError('ENVIRONMENT', 'The hub of the class does not answer', {
    remedy: `See its log: cat ${folder.hub.log}`,
  });
}

/** @returns how many learners' sandboxes run */
async function learnersReady(content: ClassFile, folder: ClassFolder): Promise<number> {
  const all = content.learners.length;
  const deadline = performance.now() + HUB + all * LEARNER;
  let said = -1;
  for (;;) {
    const { learners } = await stateOf(content, folder);
    const ready = learners.filter(({ state, where }) => state === 'running' || where === 'laptop').length;
    if (ready !== said) console.error(`${ready} of ${all} sandboxes are running`);
    said = ready;
    if (ready === all || performance.now() > deadline) return ready;
    await delay(LOOK * 4);
  }
}
