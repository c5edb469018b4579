import type { Protocol } from './fake-server.ts';

/** Its server accepts a refresh token once. */
export const octokit: Protocol = {
  refresh: /POST \/login\/oauth\/access_token/,
  write: /POST \/repos\/ada\/engine\/issues/,
  hasGrace: false,
  answer({ route, accessToken, body }, accounts) {
    if (route === 'POST /login/oauth/access_token') {
      const account = accounts.renew(body.refresh_token);
      const refused = {
        error: 'bad_refresh_token',
        error_description: 'The refresh token is incorrect or expired.',
      };
      return { status: 200, body: account ? toTokens(account) : refused };
    }
    const name = accounts.findName(accessToken);
    if (name === undefined) return { status: 401, body: { message: 'Bad credentials' } };
    if (route !== 'POST /repos/ada/engine/issues') return { status: 200, body: [] };
    accounts.post(name, body.title);
    return { status: 201, body: { number: 1, title: body.title } };
  },
};

function toTokens({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }) {
  const lives = { expires_in: 28_800, refresh_token_expires_in: 15_897_600 };
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    ...lives,
    scope: '',
    token_type: 'bearer',
  };
}
