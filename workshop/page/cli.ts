import { type Flags, readFlags, usage } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { givenLanguage } from '../language.ts';

const HELP = `Serve a live page of the deployment on this computer: nodes and pods, the autoscaler's decision and why, charts, cost,
events, and what the current step waits for. On the sandbox the page also starts and checks drills; on Google Cloud it
changes nothing. Ctrl-C ends it.

Usage: npm run page [-- [--port PORT] [--lang en|zh] [--no-open]]

  --port PORT  the port on 127.0.0.1; default: a free one
  --lang       the language: en or zh; default: the browser's
  --no-open    print the address, do not open a browser

The address has a secret, so that no other user of this computer reads the page. The page reads the target only while
somebody looks at it; on the sandbox, looking does not let simulated time run. The sandbox must be running:
npm run sandbox -- start`;

const FLAGS = {
  port: { type: 'string' },
  lang: { type: 'string' },
  'no-open': { type: 'boolean' },
} as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const port = portOf(flags.port);
  const lang = givenLanguage(flags.lang);
  const [{ readConfig }, { interruptible }, { createPage }, { serve }, { openBrowser }, { NEEDS }] = await Promise.all([
    import('../../lib/runner/run.ts'),
    import('../../lib/runner/interruption.ts'),
    import('./page.ts'),
    import('./serve.ts'),
    import('./browser.ts'),
    import('./read/observe.ts'),
  ]);
  const { TARGET } = readConfig(process.env, {}, NEEDS);
  const interruption = interruptible();
  const drills = TARGET === 'sandbox' ? (await import('./drills.ts')).drillBook : undefined;
  const page = createPage({ ...(lang && { language: lang }), ...(drills && { drills }) });
  const served = await serve(page, port);
  let forget = async (): Promise<void> => undefined;
  try {
    console.log(
      `The page of the ${TARGET === 'gke' ? 'deployment on Google Cloud (read-only)' : 'sandbox'}: ${served.url}\nCtrl-C ends it.`,
    );
    if (!flags['no-open'] && process.stdout.isTTY) forget = await openBrowser(served.url);
    await new Promise((resolve) => interruption.signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await forget();
    await page.close();
    await served.close();
    interruption.dispose();
  }
  // As every command of this project, and as kubectl's --watch.
  const { EXIT } = await import('../../lib/runner/exit.ts');
  return EXIT.interrupted;
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw usage('--port is a number from 0 to 65535');
}

command(import.meta, main);
