import { pools } from '../arguments/options.ts';
import { type Launch, phaseDuration } from './launch.ts';
import type { Phase } from './timeline.ts';

/** The engine is ready: the server listens. @param routes paths and methods, in order */
export function serve(launch: Launch, routes: readonly (readonly [path: string, methods: readonly string[]])[]): Phase {
  const { log, args, version } = launch;
  const duration = phaseDuration('serve');
  return {
    duration,
    moments: [
      {
        after: duration,
        run: (at) => {
          const info = (source: string, text: string): void => log.line('APIServer', source, text, at);
          const listening = version.since('0.15.0') ? 'Starting vLLM server on' : 'Starting vLLM API server on';
          if (version.since('0.11.0'))
            info('api_server.py:1721', `Supported tasks: ['${pools(args) ? 'embed' : 'generate'}']`);
          info('api_server.py:1351', `${listening} http://${args.host}:${args.port}`);
          info('launcher.py:29', 'Available routes are:');
          for (const [path, methods] of routes) {
            info('launcher.py:37', `Route: ${path}, Methods: ${methods.join(', ')}`);
          }
          log.raw('APIServer', 'INFO:     Started server process [1]', at);
          log.raw('APIServer', 'INFO:     Waiting for application startup.', at);
          log.raw('APIServer', 'INFO:     Application startup complete.', at);
        },
      },
    ],
  };
}
