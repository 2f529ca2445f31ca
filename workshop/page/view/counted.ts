/** Whether a step counts on a learner's way: the preflight builds nothing, and the cleanup ends the way. */
export const isCounted = (id: string): boolean => !/^(?:00|99)-/.test(id);
