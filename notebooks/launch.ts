import { spawn, spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Jupyter's front ends, the one to be preferred first. */
const FRONT_ENDS = ['lab', 'notebook'] as const;

const INSTALL = `Jupyter is not installed. One of these installs it:

  pipx install jupyterlab        (or: python3 -m pip install --user jupyterlab)
  sudo apt-get install jupyter-notebook

Then try again. Or open the folder notebooks/ in VS Code, or in the devcontainer: see notebooks/README.md.`;

const HERE = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Opens the notebooks in Jupyter with the repository's own kernel. Nothing is registered anywhere. */
async function launch(args: readonly string[]): Promise<number> {
  const frontEnd = FRONT_ENDS.find((name) => spawnSync('jupyter', [name, '--version']).status === 0);
  if (frontEnd === undefined) {
    console.error(INSTALL);
    return 1;
  }
  const ours = `${HERE}jupyter`;
  const inherited = process.env.JUPYTER_PATH;
  const before = sandboxRuns();
  const server = spawn('jupyter', [frontEnd, HERE, ...args], {
    stdio: 'inherit',
    env: { ...process.env, JUPYTER_PATH: inherited ? `${ours}${delimiter}${inherited}` : ours },
  });
  // Jupyter asks on the first Ctrl-C whether it is meant, and ends on the second.
  process.on('SIGINT', () => undefined);
  const code = await new Promise<number>((resolve) => server.once('exit', (status) => resolve(status ?? 1)));
  if (!before && sandboxRuns()) sandbox('stop');
  return code;
}

/** A sandbox that the notebooks started ends with them; its state stays. */
function sandboxRuns(): boolean {
  return sandbox('status').status === 0;
}

function sandbox(command: 'status' | 'stop') {
  return spawnSync(process.execPath, ['--import', 'tsx', 'sandbox/cli.ts', command], { cwd: REPOSITORY });
}

void launch(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
