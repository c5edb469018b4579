import { useClient } from '@dunlin/react';
import type { Media } from '@dunlin/sdk';
import { readMedia } from '@dunlin/sdk/upload';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { describeMedia } from '../../tweet/describe-media.ts';
import { toPreview } from '../../tweet/tweet-media.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { useWords } from '../../words/words.tsx';

/** Pictures and videos as they were reported, which none but moderators may read any more. */
export function EvidenceMedia({ media }: { media: readonly Media[] }) {
  return (
    <dd className="evidence-media">
      {media.map((one) => (
        <Evidence key={one.id} media={one} />
      ))}
    </dd>
  );
}

function Evidence({ media }: { media: Media }) {
  const { playVideo } = useStaffWords();
  const description = describeMedia(media, useWords());
  const [isPlayed, setIsPlayed] = useState(false);
  const shown = isPlayed ? media.url : (toPreview(media) ?? media.posterUrl ?? media.url);
  if (!shown) return <p>{description}</p>;
  return (
    <figure>
      <Bytes url={shown}>
        {(src) =>
          isPlayed ? (
            // biome-ignore lint/a11y/useMediaCaption: uploads have none
            <video src={src} aria-label={description} controls playsInline />
          ) : (
            <img src={src} alt={description} />
          )
        }
      </Bytes>
      {media.kind !== 'image' && !isPlayed && (
        <button type="button" onClick={() => setIsPlayed(true)}>
          {playVideo}
        </button>
      )}
    </figure>
  );
}

function Bytes({ url, children }: { url: string; children: (src: string) => React.ReactNode }) {
  const client = useClient();
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['evidence', url],
    queryFn: ({ signal }) => readMedia(client, url, { signal }),
    // They never change.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [src, setSrc] = useState<string>();
  useEffect(() => {
    if (!data) return;
    const address = URL.createObjectURL(data);
    setSrc(address);
    return () => URL.revokeObjectURL(address);
  }, [data]);
  if (error) return <p role="alert">{errorText(error)}</p>;
  return src ? children(src) : <Loading />;
}
