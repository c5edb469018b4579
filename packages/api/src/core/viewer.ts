export type Role = 'user' | 'moderator' | 'admin';

/** Who is asking. */
export interface Viewer {
  id: string;
  sessionId: string;
  role: Role;
}

/** Who has not signed in: sees what a stranger sees, by an id that no account has, and may do nothing. */
export const visitor: Viewer = Object.freeze({ id: '0', sessionId: '0', role: 'user' });
