import type { Hints, HintTopic } from './hints.ts';
import type { Wake } from './wake-up.ts';

/** What hints name: an id of a topic. */
export type Subject = readonly [topic: HintTopic, id: string];

/** What a stream listens to, for the sake of the things that it tells of: it learns that as it reads them. */
export function createSubjects(hints: Hints) {
  const concerned = new Map<string, Set<string>>();
  const stops: (() => void)[] = [];
  let wake: Wake = () => {};

  const concernedBy = ([topic, subject]: Subject): Set<string> => {
    const key = `${topic} ${subject}`;
    const known = concerned.get(key);
    if (known) return known;
    const ids = new Set<string>();
    concerned.set(key, ids);
    const onHint = () => {
      for (const id of ids) wake(id);
    };
    stops.push(hints.on(topic, subject, onHint));
    return ids;
  };

  return {
    listen(listener: Wake) {
      wake = listener;
    },
    /** From now on hints about the subjects wake for the thing; what was not listened to may have changed since it was read. */
    concern(id: string, subjects: readonly Subject[]) {
      for (const subject of subjects) {
        const ids = concernedBy(subject);
        if (ids.has(id)) continue;
        ids.add(id);
        wake(id);
      }
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
