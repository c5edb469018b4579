import { useUser } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { type ReactNode, Suspense, useState } from 'react';
import { Avatar } from '../../../ui/avatar.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { lazyOf } from '../../../ui/lazy-of.ts';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorText } from '../../../ui/use-error-text.ts';
import { useWords } from '../../../words/words.tsx';
import type { PictureKind } from './shapes.ts';
import { usePicture } from './use-picture.ts';

const CropDialog = lazyOf(async () => (await import('./crop-dialog.tsx')).CropDialog);

/** The pictures of the viewer's profile, each cut in the page before it is sent. */
export function Pictures({ viewer: given }: { viewer: User }) {
  const viewer = useUser(given);
  const words = useWords().settings.pictures;
  return (
    <section className="pictures" aria-label={words.title}>
      <One viewer={viewer} kind="banner" isSet={viewer.bannerUrl !== null}>
        <Banner user={viewer} />
      </One>
      <One viewer={viewer} kind="avatar" isSet={viewer.avatarUrl !== null}>
        <Avatar user={viewer} size={88} />
      </One>
    </section>
  );
}

function One({ viewer, kind, isSet, children }: OneProps) {
  const words = useWords();
  const picture = usePicture(viewer, kind);
  const say = useToast();
  const errorText = useErrorText();
  const [file, setFile] = useState<File>();
  const close = () => setFile(undefined);
  const send = (cut: Blob | null) => {
    close();
    picture.mutate(cut, {
      onSuccess: () => say(words.saved),
      onError: (error) => say(errorText(error)),
    });
  };
  const unreadable = () => {
    close();
    say(words.errors.MEDIA_TYPE_UNSUPPORTED ?? '');
  };
  return (
    <div className="picture-choice" aria-busy={picture.isPending}>
      {children}
      <div className="row-acts">
        <PicturePicker label={words.settings.pictures[kind].change} onPick={setFile} />
        {isSet && (
          <button type="button" disabled={picture.isPending} onClick={() => send(null)}>
            {words.settings.pictures[kind].remove}
          </button>
        )}
      </div>
      <p role="status">{picture.isPending && words.settings.pictures.sending}</p>
      {file && (
        <Suspense>
          <CropDialog kind={kind} file={file} onCropped={send} onUnreadable={unreadable} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

function PicturePicker({ label, onPick }: { label: string; onPick: (file: File | undefined) => void }) {
  return (
    <label className="button picture-picker">
      <input
        type="file"
        accept="image/*"
        onChange={({ currentTarget }) => {
          onPick(currentTarget.files?.[0]);
          // So that the same can be chosen again.
          currentTarget.value = '';
        }}
      />
      {label}
    </label>
  );
}

interface OneProps {
  viewer: User;
  kind: PictureKind;
  isSet: boolean;
  children: ReactNode;
}
