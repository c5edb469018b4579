import type { Writer } from '../core/context.ts';
import { setProfilePicture } from '../media/profile-pictures.ts';
import { lockProfile, updateUser } from './queries.ts';
import type { UpdateUserInput } from './schema.ts';

/** Changes what is named of a profile, its pictures too. @throws as setProfilePicture does */
export async function updateProfile(
  writer: Writer,
  { avatarMediaId, bannerMediaId, ...fields }: UpdateUserInput,
): ReturnType<typeof updateUser> {
  const { trx } = writer;
  const { id: ownerId } = fields;
  // Changes of pictures take turns.
  if (avatarMediaId !== undefined || bannerMediaId !== undefined) await lockProfile(trx, ownerId);
  return updateUser(trx, {
    ...fields,
    ...(avatarMediaId !== undefined && {
      avatarUrl: await setProfilePicture(writer, { ownerId, part: 'avatar', mediaId: avatarMediaId }),
    }),
    ...(bannerMediaId !== undefined && {
      bannerUrl: await setProfilePicture(writer, { ownerId, part: 'banner', mediaId: bannerMediaId }),
    }),
  });
}
