import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentOrder } from './order.ts';

/** What a learner changes, and has a copy of. */
const COPIED = 'notebooks';

const SHELL = `# Made by the workshop. gcloud, kubectl and npm act on your own sandbox.
PS1='\\w \\$ '
alias ll='ls -l'
case $- in *i*) cat <<'GREETING'
Your own sandbox. gcloud, kubectl and npm act on it.  你自己的沙盒：gcloud、kubectl 和 npm 都作用于它。

  npm start -- --to 07 --keep   deploy, up to the first completion   部署到第一次补全
  npm run status                see what exists                      查看现状
  npm run drill -- list         list the drills                      列出演练

Without a cluster, kubectl asks localhost:8080, and nobody answers.  没有集群时，kubectl 会去连 localhost:8080 并报错。
GREETING
esac
`;

/** What a home has at first; the rest of the clone is linked, so that paths in the documentation are right. */
const FILES: Readonly<Record<string, string>> = {
  '.env': '# Your variables: NAME=value. See docs/variables.md\n',
  '.bashrc': SHELL,
  '.bash_profile': '. ~/.bashrc\n',
  '.npmrc': 'update-notifier=false\nfund=false\n',
};

/** Makes what is missing in a home, and changes nothing of what is there. */
export function makeHome({ home, clone }: Pick<AgentOrder, 'home' | 'clone'>): void {
  mkdirSync(join(home, '.tmp'), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(FILES)) {
    if (!isThere(join(home, name))) writeFileSync(join(home, name), text, { mode: 0o600 });
  }
  for (const entry of readdirSync(clone)) {
    const [from, to] = [join(clone, entry), join(home, entry)];
    if (isThere(to) || entry.startsWith('.')) continue;
    if (entry === COPIED) cpSync(from, to, { recursive: true, filter: (path) => !/\.(ts|runbook)$/.test(path) });
    else symlinkSync(from, to);
  }
}

/** Also for a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return existsSync(path);
  }
}
