import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

const STDOUT = 1;

/** What npm prints before it runs a script of the package: its name and its command. */
const BANNER = /^\n> \S+@\S+ \S+\n> [^\n]*\n\n$/;

/** Write a program's text on standard output. `npm start > FILE` has npm's banner in the file, which bash would run. */
export function writeProgram(text: string, environment: NodeJS.ProcessEnv): void {
  const { npm_command, npm_config_loglevel } = environment;
  if (npm_command === undefined || npm_command === 'exec' || npm_config_loglevel === 'silent') {
    process.stdout.write(text);
  } else if (holdsBanner()) {
    ftruncateSync(STDOUT, 0);
    writeSync(STDOUT, text, 0);
  } else {
    process.stdout.write(text);
    if (!process.stdout.isTTY) console.error("The output begins with npm's own lines. Without them: npm -s start -- …");
  }
}

/** Whether standard output is a file with the banner and nothing else. */
function holdsBanner(): boolean {
  if (!fstatSync(STDOUT).isFile()) return false;
  try {
    const file = openSync('/dev/fd/1', 'r');
    try {
      return BANNER.test(readFileSync(file, 'utf8'));
    } finally {
      closeSync(file);
    }
  } catch {
    // Some systems open no second descriptor of a file that is open for writing only.
    return false;
  }
}
