import { useClient, useWrite } from '@dunlin/react';
import { DunlinError, type User } from '@dunlin/sdk';
import { useMutation } from '@tanstack/react-query';
import type { PictureKind } from './shapes.ts';

/** Sets or, with null, takes away a picture of the viewer's profile. */
export function usePicture(viewer: User, kind: PictureKind) {
  const client = useClient();
  const update = useWrite(client.users.update);
  return useMutation<unknown, DunlinError, Blob | null>({
    mutationKey: ['dunlin-web', 'picture', kind],
    async mutationFn(picture) {
      const mediaId = picture && (await upload(picture));
      const change = kind === 'avatar' ? { avatarMediaId: mediaId } : { bannerMediaId: mediaId };
      await update.mutateAsync({ id: viewer.id, ...change });
    },
    retry: false,
  });

  async function upload(picture: Blob): Promise<string> {
    const { uploadMedia, waitUntilReady } = await import('@dunlin/sdk/upload');
    const media = await waitUntilReady(client, await uploadMedia(client, picture));
    if (media.status === 'failed') throw new DunlinError('MEDIA_FAILED', media.failure);
    return media.id;
  }
}
