// A process for each SDK, whose last line has its cells: node run-subject.ts <name> <file of its driver>
import { pathToFileURL } from 'node:url';
import { servers } from '../servers/servers.ts';
import { behaviours } from './behaviours.ts';
import type { SubjectDriver } from './subject-driver.ts';

const [name = '', file = ''] = process.argv.slice(2);
const driver: SubjectDriver = await import(pathToFileURL(file).href);
const cells: string[] = [];
const server = await servers[name]?.();
if (!server) throw new Error(`There is no server for ${name}`);
for (const behave of Object.values(behaviours)) cells.push(await behave({ driver, server }));
await server[Symbol.asyncDispose]();
console.log(JSON.stringify(cells));
// Clients of others leave timers behind.
process.exit();
