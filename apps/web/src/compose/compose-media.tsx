import type { Composer } from '@dunlin/react/composer';
import { useEffect, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

/** The files that go with what is being written. */
export function ComposeMedia({ composer }: { composer: Composer }) {
  const words = useWords().compose;
  const errorText = useErrorText();
  const { media, removeMedia, describeMedia } = composer;
  return media.map((one) => (
    <div key={one.key} className="compose-media">
      <Preview file={one.file} />
      <div>
        {one.status === 'uploading' && (
          <progress aria-label={words.uploading(one.file.name)} value={one.progress} />
        )}
        {one.status === 'failed' && <small role="alert">{errorText(one.error)}</small>}
        <input
          aria-label={words.altText(one.file.name)}
          placeholder={words.altTextPlaceholder}
          maxLength={1000}
          value={one.altText}
          onChange={({ currentTarget }) => describeMedia(one.key, currentTarget.value)}
        />
      </div>
      <button
        type="button"
        className="quiet"
        aria-label={words.removeMedia(one.file.name)}
        onClick={() => removeMedia(one.key)}
      >
        <Icon name="close" />
      </button>
    </div>
  ));
}

function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const own = URL.createObjectURL(file);
    setUrl(own);
    return () => URL.revokeObjectURL(own);
  }, [file]);
  if (file.type.startsWith('video/')) return <video src={url} muted />;
  return <img src={url} alt="" />;
}
