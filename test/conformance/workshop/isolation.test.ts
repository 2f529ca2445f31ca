import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kept } from '../../../workshop/class/keeper.ts';
import { below, type Classroom, openClassroom } from './classroom.ts';

const ONE = 'learner-01';
const TWO = 'learner-02';

let room: Classroom;
beforeAll(async () => {
  room = await openClassroom('--learners', '2');
});
afterAll(() => room.close());

/** The other learner's sandbox, as the host sees its files. */
const other = () => {
  const home = join(room.folder.learner(TWO).home, '.sandbox');
  return { home, port: new URL(JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8')).url).port };
};

describe("a learner's terminal", () => {
  it('acts on the own sandbox with gcloud and npm', async () => {
    expect(await room.type(ONE, 'gcloud storage buckets create gs://ana-models')).toContain(
      'Creating gs://ana-models/',
    );
    expect(await room.type(ONE, 'npm run -s sandbox -- status --json')).toContain('"running":true');
  });

  it.each([
    ["another's home", () => `ls ${room.folder.learner(TWO).root} /home/${TWO}`],
    ["another's token", () => `cat ${other().home}/token`],
    ["another's journal", () => `cat ${other().home}/journal`],
    ['the secrets of the class', () => `cat ${room.folder.file}`],
    ['the sheet of links', () => `cat ${room.folder.sheet}`],
    ['the password file', () => 'cat /etc/shadow'],
  ])('cannot read %s', async (_, command) => {
    const output = await room.type(ONE, `${command()} 2>/dev/null || echo re""fused`);
    expect(output).toContain('refused');
    expect(output).not.toContain(secretOf(TWO));
  });

  it.each([
    ["another's sandbox", () => `http://127.0.0.1:${other().port}/_sandbox/status`],
    ['the hub', () => `http://127.0.0.1:${room.port}/`],
  ])('cannot connect to %s', async (_, url) => {
    expect(await room.type(ONE, `curl -sS ${url()} 2>&1`)).toMatch(/Failed to connect|Couldn't connect/);
  });

  it('sees only processes of the own room', async () => {
    const output = await room.type(
      ONE,
      'cat /proc/[0-9]*/cmdline | tr "\\0" " "; cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" " "',
    );
    expect(output).toContain('agent.mjs');
    expect(output).not.toContain(TWO);
    expect(output).not.toContain(secretOf(TWO));
    expect(output).not.toContain(room.content().secret);
  });

  it('cannot change the clone, and sees no state in it', async () => {
    const output = await room.type(
      ONE,
      'touch "$(readlink -f package.json | xargs dirname)/lib/new" || echo re""fused; ls -A "$(dirname "$(readlink -f package.json)")"',
    );
    expect(output).toContain('refused');
    expect(output).not.toMatch(/\.git\b|\.env\b|\.runbook|\.workshop/);
  });

  it('has no privilege on the host', async () => {
    const output = await room.type(
      ONE,
      'grep -E "CapEff|NoNewPrivs" /proc/self/status; echo 1 > /proc/sys/kernel/sysrq || echo re""fused',
    );
    expect(output).toMatch(/CapEff:\s+0000000000000000/);
    expect(output).toContain('refused');
  });

  it('reports to the hub with the own secret only', async () => {
    const post = (secret: string) =>
      room.type(
        ONE,
        `curl -s --unix-socket /run/workshop/hub/hub.sock -X POST -d '{}' -H 'authorization: Bearer ${secret}' http://hub/agent/report`,
      );
    expect(await post('x'.repeat(22))).toContain('Unknown secret');
    const elsewhere = `curl -s --unix-socket /run/workshop/hub/hub.sock -b workshop=${secretOf(ONE)} http://hub/instructor/api/class`;
    expect(await room.type(ONE, elsewhere)).toContain('Unknown secret');
  });

  it("cannot lead the hub to another's agent", async () => {
    const [agent] = below(kept(room.folder.learner(ONE).record)!.pid, '/run/workshop/agent.mjs');
    const theirs = join(room.folder.learner(TWO).socket, 'agent.sock');
    await room.type(ONE, `cd /run/workshop/socket && ln -sf ${theirs} agent.sock`);
    const { status, body } = await room.ask(`/learners/${ONE}/`, ONE);
    expect([status, body.includes(TWO)]).toEqual([503, false]);
    // The next agent takes its place back.
    process.kill(agent!, 'SIGKILL');
    await expect.poll(async () => (await room.ask(`/learners/${ONE}/`, ONE)).status).toBe(200);
  });
});

describe("a learner's browser", () => {
  it.each([
    ["another's page", `/learners/${TWO}/`],
    ["another's Jupyter", `/learners/${TWO}/jupyter/api/contents`],
    ["another's page by a detour", `/learners/${ONE}/../${TWO}/`],
    ["another's page by an encoded detour", `/learners/${ONE}/%2e%2e/${TWO}/`],
    ["the instructor's page", '/instructor/'],
    ["another's live page as the instructor sees it", `/instructor/learners/${TWO}/`],
    ['the class', '/instructor/api/class'],
    ['a reset', '/hub/reset'],
  ])('does not get %s', async (_, path) => {
    const { status, body } = await room.ask(path, ONE);
    expect([403, 404]).toContain(status);
    expect(body).not.toContain(TWO);
  });

  it('cannot give orders', async () => {
    const headers = { 'x-workshop': '1', 'content-type': 'application/json' };
    for (const path of ['/instructor/api/reset', '/instructor/api/broadcast', '/hub/reset']) {
      const body = JSON.stringify({ name: TWO, kind: 'message', text: 'x' });
      expect((await room.ask(path, ONE, { method: 'POST', headers, body })).status).toBe(403);
    }
  });

  it('gets nothing without the cookie', async () => {
    for (const path of ['/', `/learners/${ONE}/`, '/instructor/']) expect((await room.ask(path)).status).toBe(401);
  });
});

describe("another site's page", () => {
  it.each([
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['no origin', { origin: 'null' }],
    ['the same site but another origin', { 'sec-fetch-site': 'same-site' }],
  ])('cannot post with the cookie: %s', async (_, headers) => {
    const path = `/learners/${ONE}/jupyter/api/terminals`;
    expect((await room.ask(path, ONE, { method: 'POST', headers })).status).toBe(403);
  });
});

it('keeps secrets out of logs and command lines, and of files that others can read', async () => {
  const content = room.content();
  const secrets = [content.secret, ...content.learners.map(({ secret }) => secret)];
  const logs = [room.folder.hub.log, ...content.learners.map(({ name }) => room.folder.learner(name).log)];
  const texts = logs.map((file) => readFileSync(file, 'utf8'));
  expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
  const hub = kept(room.folder.hub.record)!.pid;
  expect(secrets.flatMap((secret) => below(hub, secret))).toEqual([]);
  for (const file of [room.folder.file, room.folder.sheet]) expect(statSync(file).mode & 0o077).toBe(0);
});

const secretOf = (learner: string): string => room.content().learners.find(({ name }) => name === learner)!.secret;
