import { defaultSettings, verifyCounters, verifyTimelines } from '@dunlin/api';
import type { Database } from '@dunlin/db';

/** Every counter against its rows, every timeline against follows and tweets. @returns what is wrong, one line each. */
export async function verifyDatabase(db: Database): Promise<string[]> {
  const counters = await verifyCounters(db);
  const timelines = await verifyTimelines(db, { settings: defaultSettings });
  const { missing, extra, duplicates, misordered } = timelines;
  return [
    ...(counters.wrong > 0
      ? [`${counters.wrong} counters are wrong, such as ${JSON.stringify(counters.examples[0])}`]
      : []),
    ...(missing + extra + duplicates + misordered > 0
      ? [
          `timelines: ${missing} missing, ${extra} extra, ${duplicates} twice, ${misordered} misordered, such as ` +
            JSON.stringify(timelines.examples[0]),
        ]
      : []),
  ];
}
