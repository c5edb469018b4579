/** Figures of a day in UTC. */
export type Day<Name extends string> = { day: string } & Record<Name, number>;
