import { parseArgs } from 'node:util';
import { describeError, makeAdmin } from '@dunlin/api';
import { StartupError } from '../startup/startup-error.ts';
import { readSecret } from './read-secret.ts';
import { runCommand } from './run-command.ts';

const usage =
  'Give a name and an email: npm run admin:create -- --username ada --email ada@example.org\n' +
  'The password is asked for, or read from standard input. For an account that exists: -- --username ada --promote';

await runCommand(async ({ db }) => {
  const { username, email, promote } = readOptions();
  try {
    const outcome = await makeAdmin(db, {
      ...{ username, email, promote },
      readPassword: () => readSecret('password'),
    });
    console.log(
      {
        created: `Created @${username}, an admin.`,
        promoted: `Made @${username} an admin. Its sessions have ended: sign in again.`,
        unchanged: `@${username} is an admin already.`,
      }[outcome],
    );
    return true;
  } catch (error) {
    console.error(explain(error, username));
    return false;
  }
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        username: { type: 'string' },
        email: { type: 'string' },
        promote: { type: 'boolean', default: false },
      },
    });
    const { username, email, promote } = values;
    if (username !== undefined && (email !== undefined || promote)) return { username, email, promote };
  } catch {
    // An option that there is not: the usage says which there are.
  }
  throw new StartupError(usage);
}

function explain(error: unknown, username: string): string {
  const { code, message, issues } = describeError(error);
  if (code === 'INTERNAL' || code === 'UNAVAILABLE') throw error;
  if (issues) return issues.map((issue) => `${issue.path}: ${issue.message}`).join('\n');
  if (code === 'USERNAME_TAKEN')
    return `There is an account @${username} already. If it is yours, make it an admin with --promote.`;
  if (code === 'USER_NOT_FOUND') return `There is no account @${username}.`;
  return message;
}
