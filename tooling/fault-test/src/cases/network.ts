import { setTimeout as delay } from 'node:timers/promises';
import { type Case, needed } from '../case.ts';
import type { Installation } from '../installation/installation.ts';
import type { LinkedService } from '../installation/node.ts';
import { mostWaitMs } from './most-wait.ts';

/** One api node and one worker lose their line to a service, which the others keep. */
export const networkCases: readonly Case[] = [
  ...breakLine('postgres', { mayBeUnavailable: true }),
  ...breakLine('redis', { mostWaitMs }),
  ...breakLine('typesense', { mostWaitMs }),
];

function breakLine(service: LinkedService, bounds: Pick<Case, 'mostWaitMs' | 'mayBeUnavailable'>): Case[] {
  return [
    {
      ...bounds,
      name: `${service}-cut`,
      title: `an api node and a worker are refused by ${service}`,
      async harm({ installation, holdMs }) {
        const links = linksOf(installation, service);
        await Promise.all(links.map((link) => link.cut()));
        await delay(holdMs);
        await Promise.all(links.map((link) => link.restore()));
      },
    },
    {
      ...bounds,
      name: `${service}-silent`,
      title: `the line of an api node and a worker to ${service} swallows everything`,
      async harm({ installation, holdMs }) {
        const links = linksOf(installation, service);
        for (const link of links) link.blackhole();
        await delay(holdMs);
        await Promise.all(links.map((link) => link.restore()));
      },
    },
  ];
}

function linksOf({ api, workers }: Installation, service: LinkedService) {
  return [needed(api[0]), needed(workers[0])].map((node) => node.link(service));
}
