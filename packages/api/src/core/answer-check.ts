import { isTrackedEnvelope } from '@trpc/server';
import type { z } from 'zod';
import { describeError } from './errors.ts';
import type { CallResult } from './observer.ts';
import { listProcedures, type Procedure, type RouterOfProcedures } from './procedures.ts';

/** @throws Error when a procedure's answer is not one that it declares. */
export type CheckAnswer = (path: string, answer: CallResult) => void;

/** Checks answers, and the events of streams, against the schemas and errors that a router's procedures declare. */
export function createAnswerCheck(router: RouterOfProcedures): CheckAnswer {
  const procedures = new Map(listProcedures(router).map((procedure) => [procedure.path, procedure]));
  return (path, answer) => {
    const procedure = procedures.get(path);
    if (!procedure) return;
    if (!answer.ok) assertDeclared(procedure, answer.error);
    // `as`: every subscription of the router is an async generator.
    else if (procedure.meta.stream) checkEvents(procedure, answer.data as AsyncGenerator);
    else assertFits(procedure, procedure.output, answer.data);
  };
}

function assertDeclared({ path, errors }: Procedure, error: unknown): void {
  const { code } = describeError(error);
  if (errors.own.includes(code) || errors.common.includes(code)) return;
  throw new Error(`${path} answers ${code}, which the errors of its meta do not name`);
}

function assertFits({ path }: Procedure, schema: z.ZodType | undefined, value: unknown): void {
  const error = schema?.safeParse(value).error;
  if (error) throw new Error(`${path} answers what its schema does not allow: ${error.message}`);
}

function checkEvents(procedure: Procedure, events: AsyncGenerator): void {
  const next = events.next.bind(events);
  const read = async (...args: Parameters<typeof next>) => {
    const result = await next(...args).catch((error: unknown) => {
      assertDeclared(procedure, error);
      throw error;
    });
    if (!result.done) assertFits(procedure, procedure.meta.stream?.event, toData(result.value));
    return result;
  };
  events.next = (...args) => {
    const reading = read(...args);
    // tRPC forgets a read when the client leaves (see trpc.ts).
    reading.catch(() => {});
    return reading;
  };
}

function toData(event: unknown): unknown {
  return isTrackedEnvelope(event) ? event[1] : event;
}
