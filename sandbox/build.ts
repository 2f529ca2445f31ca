import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './control/bundle.ts';
import { PROGRAMS } from './control/program.ts';

const SANDBOX = fileURLToPath(new URL('.', import.meta.url));

/**
 * Builds the sandbox into a folder that runs on Node anywhere: programs with their packages bundled, and the data files.
 * `npm run build -w sandbox -- FOLDER`
 */
async function build(folder: string): Promise<void> {
  const sources = ['cli', 'simulate/cli', ...PROGRAMS].map((name) => join(SANDBOX, `${name}.ts`));
  const inputs = await bundle(sources, folder, 'package');
  for (const name of readdirSync(SANDBOX, { recursive: true, encoding: 'utf8' }).filter(isData)) {
    cpSync(join(SANDBOX, name), join(folder, name));
  }
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), licenses(inputs));
}

/** @param name relative to the sandbox */
function isData(name: string): boolean {
  return /\.(json|yaml)$/.test(name) && !name.includes('node_modules') && name !== 'package.json';
}

/** The license texts of the bundled packages, which their licenses require. */
function licenses(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => packageOf(resolve(input)) ?? []));
  return [...packages].sort().map(notice).join('\n');
}

/** The folder of the package in `node_modules` that a file belongs to. */
function packageOf(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => join(folder, file)).filter((file) => statSync(file).isFile());
  return [`${name} ${version} (${license})`, '', ...texts.map((file) => readFileSync(file, 'utf8')), ''].join('\n');
}

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(dirname(resolve(folder))))
  throw new Error('Usage: npm run build -w sandbox -- FOLDER');
await build(resolve(folder));
