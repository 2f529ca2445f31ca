import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const REPOSITORY = join(SANDBOX, '..');
/** The built programs: the sandbox and the stand-ins for tools that are not installed. */
export const PROGRAMS = ['main', 'clis/gcloud', 'clis/kubectl', 'clis/gke-gcloud-auth-plugin'] as const;
export type Program = (typeof PROGRAMS)[number];

const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'sandbox');

/** Builds unused for this long are removed (real ms). Younger ones stay: a running sandbox may still load their parts. */
const KEEP = 24 * 3_600_000;

/** Error codes of a folder that cannot be written: foreign, read-only or full. ENOENT comes from a recursive mkdir there. */
const UNWRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'ENOENT']);

/**
 * Node's arguments to run a program of the sandbox. A changed source triggers a build into a few JavaScript files, which
 * start in a third of the time and with less memory than the sources under tsx. tsx runs the sources only where
 * `node_modules` cannot be written.
 */
export async function program(name: Program = 'main'): Promise<string[]> {
  // The package contains only built JavaScript.
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
    // A concurrent start may have finished the same build.
    if (!existsSync(folder)) throw error;
  }
}

function source(name: Program): string {
  return join(SANDBOX, `${name}.ts`);
}

/** A hash of the names, sizes and modification times of everything that a build depends on. */
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

/** Runs a cleanup and ignores permission errors: in a shared cache, each user removes their own builds. */
function unlessAnothers(tidy: () => void): void {
  try {
    tidy();
  } catch (error) {
    if (!UNWRITABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
