import { type Composer, useComposer } from '@dunlin/react/composer';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useOutbox } from '../shell/outbox.tsx';
import { Icon } from '../ui/icon.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';
import { CompletionList } from './completion-list.tsx';
import type { ComposeTarget } from './compose-context.ts';
import { ComposeMedia } from './compose-media.tsx';
import { useCompletion } from './use-completion.ts';

const maxLength = 280;

export function ComposeForm({ target = {}, onPosted, hasFocus = false }: ComposeFormProps) {
  const words = useWords().compose;
  const errorText = useErrorText();
  const { replyTo, quoted } = target;
  const composer = useComposer({
    ...(replyTo && { replyToId: replyTo.id }),
    ...(quoted && { quotedId: quoted.id }),
    maxLength,
    draftStorage: sessionStorage,
    outbox: useOutbox()?.outbox,
  });
  usePosted(composer, onPosted);
  const { isOver, ...drop } = useDrop(composer.addFiles);
  return (
    <form className={isOver ? 'compose over' : 'compose'} action={composer.submit} {...drop}>
      <TextField
        composer={composer}
        hasFocus={hasFocus}
        placeholder={replyTo ? words.replyPlaceholder : words.placeholder}
      />
      <ComposeMedia composer={composer} />
      {isOver && <p className="drop-hint">{words.drop}</p>}
      {composer.error && <p role="alert">{errorText(composer.error)}</p>}
      <footer>
        <FilePicker onPick={composer.addFiles} />
        <Counter remaining={composer.remaining} isWritten={composer.text !== ''} />
        <button type="submit" className="primary" disabled={!composer.canSubmit}>
          {replyTo ? words.submitReply : words.submit}
        </button>
      </footer>
    </form>
  );
}

function TextField({ composer, hasFocus, placeholder }: TextFieldProps) {
  const { text, setText, addFiles, submit } = composer;
  const field = useRef<HTMLTextAreaElement>(null);
  const completion = useCompletion({ text, setText, field: () => field.current });
  const paste = (event: ClipboardEvent) => {
    const { files } = event.clipboardData;
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  };
  const press = (event: KeyboardEvent) => {
    const { key, metaKey, ctrlKey } = event;
    if (completion.press(event)) return;
    if (key === 'Enter' && (metaKey || ctrlKey)) submit();
  };
  return (
    <div className="compose-text">
      <textarea
        ref={field}
        aria-label={placeholder}
        placeholder={placeholder}
        // biome-ignore lint/a11y/noAutofocus: the dialog is there to write in it
        autoFocus={hasFocus}
        dir="auto"
        rows={3}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onPaste={paste}
        onKeyDown={press}
        {...completion.fieldProps}
      />
      <CompletionList completion={completion} />
    </div>
  );
}

function FilePicker({ onPick }: { onPick: (files: Iterable<File>) => void }) {
  const { addMedia } = useWords().compose;
  return (
    <label className="file-picker">
      <input
        type="file"
        aria-label={addMedia}
        accept="image/*,video/*"
        multiple
        onChange={({ currentTarget }) => {
          onPick([...(currentTarget.files ?? [])]);
          // So that the same can be chosen again after it was removed.
          currentTarget.value = '';
        }}
      />
      <Icon name="picture" />
    </label>
  );
}

/** Said to listeners only when there is little left. */
function Counter({ remaining, isWritten }: { remaining: number; isWritten: boolean }) {
  const words = useWords().compose;
  const share = Math.min(1, Math.max(0, 1 - remaining / maxLength));
  const length = 2 * Math.PI * 9;
  return (
    <span className={remaining < 0 ? 'counter too-long' : remaining <= 20 ? 'counter near' : 'counter'}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9" />
        <circle cx="12" cy="12" r="9" strokeDasharray={`${share * length} ${length}`} />
      </svg>
      {isWritten && remaining <= 20 && <span aria-hidden="true">{remaining}</span>}
      <span className="for-listeners" role="status">
        {isWritten && remaining <= 20 && words.remaining(remaining)}
      </span>
    </span>
  );
}

/** Tells when what was written has been posted. */
function usePosted(
  { isPosting, isWaiting, error }: Composer,
  onPosted: ((isWaiting: boolean) => void) | undefined,
): void {
  const wasPosting = useRef(false);
  useEffect(() => {
    if (wasPosting.current && !isPosting && !error) onPosted?.(isWaiting);
    wasPosting.current = isPosting;
  }, [isPosting, isWaiting, error, onPosted]);
}

function useDrop(onDrop: (files: Iterable<File>) => void) {
  const [isOver, setIsOver] = useState(false);
  return {
    isOver,
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault();
      setIsOver(false);
      onDrop(event.dataTransfer.files);
    },
  };
}

interface ComposeFormProps {
  target?: ComposeTarget;
  onPosted?: (isWaiting: boolean) => void;
  hasFocus?: boolean;
}

interface TextFieldProps {
  composer: Composer;
  hasFocus: boolean;
  placeholder: string;
}
