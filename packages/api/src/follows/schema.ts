import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { User } from '../users/schema.ts';

export const FollowInput = z.object({ id: Id.describe('The user to follow.') }).meta({ id: 'FollowInput' });
export const FollowerInput = z.object({ id: Id.describe('The follower.') }).meta({ id: 'FollowerInput' });

const FollowRequest = z
  .strictObject({ id: Id, user: User.describe('Who asks.'), createdAt: z.iso.datetime({ precision: 3 }) })
  .meta({ id: 'FollowRequest' });
export type FollowRequest = z.infer<typeof FollowRequest>;

export const FollowRequestPage = pageOf(FollowRequest).meta({ id: 'FollowRequestPage' });
export const ListFollowRequestsInput = PageInput;
export const FollowRequestInput = z
  .object({ id: Id.describe('The follow request.') })
  .meta({ id: 'FollowRequestInput' });
