import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answers, AttackSettings } from './attack.ts';

const file = new URL('attack.ts', import.meta.url);

/** Runs a scenario in a process of its own, to its end. @returns what the attacker was answered */
export async function runAttack(settings: AttackSettings): Promise<Answers> {
  const child = fork(file);
  try {
    child.send(settings);
    const ended = once(child, 'exit').then(([code]): never => {
      throw new Error(`the attack ${settings.scenario} ended by itself (exit code ${code})`);
    });
    ended.catch(() => {});
    // `as`: it sends nothing else.
    const [answers] = (await Promise.race([once(child, 'message'), ended])) as [Answers];
    return answers;
  } finally {
    child.kill('SIGKILL');
  }
}
