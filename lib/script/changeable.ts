import { shellVariable, withVariables } from '../command/variable.ts';
import { type Config, regionOf, TUTORIAL_NAMES } from '../config/index.ts';

/** The variables that a person may change in a script: names that no step computes with. */
const CHANGEABLE = [...TUTORIAL_NAMES.filter((name) => name !== 'PROJECT_NUMBER'), 'EXPOSE_CIDR' as const];

type Changeable = (typeof CHANGEABLE)[number];

/** The changeable variables of a configuration, with their values. */
export function changeable(config: Config): ReadonlyMap<Changeable, string> {
  return new Map(
    CHANGEABLE.flatMap((name) => {
      const value = config[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The configuration with variables of the script in place of values; the script looks the project's number up. */
export function symbolic(config: Config): Config {
  // The region of the bucket is computed from a zonal location.
  const isZone = config.CONTROL_PLANE_LOCATION !== regionOf(config.CONTROL_PLANE_LOCATION);
  const names = [...changeable(config).keys()].filter((name) => !(isZone && name === 'CONTROL_PLANE_LOCATION'));
  const variables = Object.fromEntries(names.map((name) => [name, shellVariable(name)]));
  return { ...config, ...variables, ZONES: [shellVariable('ZONE')], PROJECT_NUMBER: shellVariable('PROJECT_NUMBER') };
}

/** The text with the values of the variables. */
export function substituted(text: string, config: Config): string {
  let result = text;
  for (const [name, value] of changeable(config)) result = result.replaceAll(shellVariable(name), value);
  return withVariables(result);
}
