import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { bareUsername, isBlank, mustNotBeBlank, plainText, trimSpaces } from '../core/plain-text.ts';
import { DisplayName, User, Username } from '../users/schema.ts';

/** As zod has it, and with the ending of a host in another script, as it is sent. */
const emailPattern =
  /^(?!\.)(?!.*\.\.)[\w'+\-.]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/;
const Email = z
  .string()
  .max(254, { abort: true })
  .overwrite(trimSpaces)
  .regex(emailPattern, 'must be an email address')
  .meta({ format: 'email', example: 'ada@example.org' });
const password = { example: 'correct horse battery staple' };
const Password = plainText(200)
  .min(8, 'must have at least 8 characters')
  .refine((text) => !isBlank(text), mustNotBeBlank)
  .meta(password);
const GivenPassword = z.string().max(200).meta(password);
const RefreshToken = z.string().min(1).max(1000).meta({ example: 'the refreshToken of the last answer' });

export const RegisterInput = z
  .strictObject({
    username: Username,
    email: Email,
    password: Password,
    displayName: DisplayName.optional().describe('The username unless given.'),
  })
  .meta({ id: 'RegisterInput' });
export type RegisterInput = z.infer<typeof RegisterInput>;

export const LoginInput = z
  .strictObject({
    username: plainText(254).overwrite(bareUsername).optional(),
    email: plainText(254).overwrite(trimSpaces).optional(),
    password: GivenPassword,
  })
  .refine(({ username, email }) => (username === undefined) !== (email === undefined), {
    message: 'give either username or email',
    path: ['username'],
  })
  .meta({ id: 'LoginInput', example: { username: 'ada_lovelace' } });
export type LoginInput = z.infer<typeof LoginInput>;

export const RefreshInput = z.strictObject({ refreshToken: RefreshToken }).meta({ id: 'RefreshInput' });

export const ChangePasswordInput = z
  .strictObject({
    currentPassword: GivenPassword,
    newPassword: Password,
  })
  .meta({ id: 'ChangePasswordInput' });

export const ChangeEmailInput = z
  .strictObject({ password: GivenPassword, email: Email })
  .meta({ id: 'ChangeEmailInput' });

export const AuthResult = z
  .strictObject({
    user: User,
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({ id: 'AuthResult' });
export type AuthResult = z.infer<typeof AuthResult>;

export const Session = z
  .strictObject({
    id: Id,
    current: z.boolean().describe('Whether this request came with it.'),
    userAgent: z.string().nullable(),
    ipAddress: z.string().nullable(),
    createdAt: z.iso.datetime({ precision: 3 }),
    lastUsedAt: z.iso.datetime({ precision: 3 }),
    expiresAt: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SessionPage = pageOf(Session).meta({ id: 'SessionPage' });
export const ListSessionsInput = PageInput;
export const RevokeSessionInput = z.object({ id: Id }).meta({ id: 'RevokeSessionInput' });
