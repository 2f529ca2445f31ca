import { spawn, spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Jupyter's front ends, in order of preference. */
const FRONT_ENDS = ['lab', 'notebook'] as const;

const INSTALL = `Jupyter is not installed. One of these installs it:

  pipx install jupyterlab        (or: python3 -m pip install --user jupyterlab)
  sudo apt-get install jupyter-notebook

To open the notebooks in VS Code or the devcontainer instead: see notebooks/README.md.
After the installation: npm run notebooks`;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Opens the notebooks in Jupyter with the repository's kernel, without registering the kernel. */
async function launch(args: readonly string[]): Promise<number> {
  const frontEnd = FRONT_ENDS.find((name) => spawnSync('jupyter', [name, '--version']).status === 0);
  if (frontEnd === undefined) {
    console.error(INSTALL);
    return 1;
  }
  const ours = `${HERE}jupyter`;
  const inherited = process.env.JUPYTER_PATH;
  const before = sandboxRuns();
  const server = spawn('jupyter', [frontEnd, HERE, ...allowed(args), ...args], {
    stdio: 'inherit',
    env: { ...process.env, JUPYTER_PATH: inherited ? `${ours}${delimiter}${inherited}` : ours },
  });
  // Jupyter asks for confirmation on the first Ctrl-C and ends on the second.
  process.on('SIGINT', () => undefined);
  const code = await new Promise<number>((resolve) => server.once('exit', (status) => resolve(status ?? 1)));
  if (!before && sandboxRuns()) sandbox('stop');
  return code;
}

/** Jupyter refuses to run as root, the only user of many containers, without this flag. */
const allowed = (args: readonly string[]): readonly string[] =>
  process.getuid?.() === 0 && !args.some((one) => one.startsWith('--allow-root')) ? ['--allow-root'] : [];

/** Used to stop a sandbox that the notebooks started. Its state is kept. */
function sandboxRuns(): boolean {
  return sandbox('status').status === 0;
}

function sandbox(command: 'status' | 'stop') {
  return spawnSync(process.execPath, ['--import', 'tsx', 'sandbox/cli.ts', command], { cwd: REPOSITORY });
}

void launch(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
