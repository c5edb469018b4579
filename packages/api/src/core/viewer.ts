export type Role = 'user' | 'moderator' | 'admin';

/** Who is asking. */
export interface Viewer {
  id: string;
  sessionId: string;
  role: Role;
}
