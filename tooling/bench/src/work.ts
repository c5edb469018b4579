import { readCpuMicros } from './processes.ts';
import type { Sample } from './sample.ts';
import type { World } from './world/open-world.ts';

type Work = Pick<Sample, 'cpuMicros' | 'postgresMicros'>;

/** Begins to count the processor time of a process, if one is given, and of Postgres. @returns it for each of so many requests. */
export function countWork(
  { readPostgresCpu }: Pick<World, 'readPostgresCpu'>,
  pid?: number,
): (requests: number) => Work {
  const readOwn = () => (pid === undefined ? undefined : readCpuMicros(pid));
  const [own, postgres] = [readOwn(), readPostgresCpu()];
  return (requests) => {
    const [ownAfter, postgresAfter] = [readOwn(), readPostgresCpu()];
    return {
      ...(own !== undefined && ownAfter !== undefined && { cpuMicros: (ownAfter - own) / requests }),
      ...(postgres !== undefined &&
        postgresAfter !== undefined && { postgresMicros: (postgresAfter - postgres) / requests }),
    };
  };
}
