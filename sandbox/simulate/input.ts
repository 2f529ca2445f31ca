/** What was given cannot be simulated; the message names the input and what was expected. */
export class SimulationInput extends Error {
  readonly code = 'SIMULATION_INPUT';
}
