import { delimiter, join } from 'node:path';
import { rootDirectory } from '../../bootstrap/pnpm.mjs';

/** The environment for the programs that check us: found by name, and reporting to nobody. */
export const toolEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [
    join(rootDirectory, 'node_modules/.bin'),
    join(rootDirectory, 'tooling/checks/node_modules/.bin'),
    process.env.PATH,
  ].join(delimiter),
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  npm_config_update_notifier: 'false',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  REDOCLY_TELEMETRY: 'off',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  TURBO_TELEMETRY_DISABLED: '1',
};
