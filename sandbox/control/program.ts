import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = join(SANDBOX, '..');
/** What is built: the sandbox itself, and the programs that stand in for tools that are not installed. */
export const PROGRAMS = ['main', 'clis/gcloud', 'clis/kubectl', 'clis/gke-gcloud-auth-plugin'] as const;
export type Program = (typeof PROGRAMS)[number];

const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'sandbox');

/** A build that was not started for so long is removed (real ms). A running sandbox may still load parts of an old one. */
const KEEP = 24 * 3_600_000;

/** How the system refuses what has to be written: not ours, mounted to be read only, or full. Of a recursive mkdir there, Node says ENOENT. */
const UNWRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'ENOENT']);

/**
 * Node's arguments that run a program of the sandbox. The sources are built into a few JavaScript files first, unless they have not
 * changed since: so the sandbox starts in a third of the time, and in less memory, than through tsx, which is what runs
 * it where `node_modules` cannot be written.
 */
export async function program(name: Program = 'main'): Promise<string[]> {
  // In the package all of it is JavaScript already.
  if (import.meta.url.endsWith('.js')) return ['--enable-source-maps', join(SANDBOX, `${name}.js`)];
  const folder = join(CACHE, fingerprint());
  try {
    if (!existsSync(folder)) await build(folder);
  } catch (error) {
    if (!UNWRITABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return ['--import', import.meta.resolve('tsx'), source(name)];
  }
  unlessAnothers(() => utimesSync(folder, new Date(), new Date()));
  return ['--enable-source-maps', join(folder, `${name}.js`)];
}

async function build(folder: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  prune();
  const draft = `${folder}.${process.pid}`;
  const { bundle } = await import('./bundle.ts');
  try {
    await bundle(PROGRAMS.map(source), draft, 'cache');
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start was faster with the same build.
    if (!existsSync(folder)) throw error;
  }
}

function source(name: Program): string {
  return join(SANDBOX, `${name}.ts`);
}

/** Of everything that a build depends on: names, sizes and times. */
function fingerprint(): string {
  const digest = createHash('sha256');
  for (const path of [...sources(), join(REPOSITORY, 'package-lock.json')]) {
    const { size, mtimeMs } = statSync(path);
    digest.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return digest.digest('hex').slice(0, 16);
}

function sources(): string[] {
  return readdirSync(SANDBOX, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|json|yaml)$/.test(name))
    .sort()
    .map((name) => join(SANDBOX, name));
}

function prune(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    unlessAnothers(() => {
      if (Date.now() - statSync(path).mtimeMs > KEEP) rmSync(path, { recursive: true, force: true });
    });
  }
}

/** Tidying up: in a cache that several people share, each tidies up what is theirs. */
function unlessAnothers(tidy: () => void): void {
  try {
    tidy();
  } catch (error) {
    if (!UNWRITABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
