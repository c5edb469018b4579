import { type KeyboardEvent, type SyntheticEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Suggestion, useSuggestions } from './use-suggestions.ts';
import { completeWord, wordAt } from './word-at.ts';

/** Completes mentions and hashtags in a text field: what it shows below, and what the keys do while it does. */
export function useCompletion({ text, setText, field }: CompletionOptions): Completion {
  const id = useId();
  const [caret, setCaret] = useState<number>();
  const [dismissed, setDismissed] = useState<number>();
  const [chosen, setChosen] = useState(0);
  const word = caret === undefined ? undefined : wordAt(text, caret);
  const suggestions = useSuggestions(word && word.start !== dismissed ? word : undefined);
  const active = Math.min(chosen, suggestions.length - 1);
  const isOpen = suggestions.length > 0;
  const look = ({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd, value } = currentTarget;
    setCaret(selectionStart === selectionEnd ? selectionStart : undefined);
    if (wordAt(value, selectionStart)?.start !== dismissed) setDismissed(undefined);
    setChosen(0);
  };
  const pick = ({ whole }: Suggestion) => {
    const input = field();
    if (!word || !input) return;
    const completed = completeWord(text, word, whole);
    flushSync(() => {
      setText(completed.text);
      setCaret(undefined);
    });
    input.setSelectionRange(completed.caret, completed.caret);
  };
  const step = (by: number) => setChosen((active + by + suggestions.length) % suggestions.length);
  const acts: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => suggestions[active] && pick(suggestions[active]),
    Tab: () => suggestions[active] && pick(suggestions[active]),
    Escape: () => setDismissed(word?.start),
  };
  return {
    ...{ id, suggestions, active, pick },
    press(event) {
      const act = acts[event.key];
      if (!isOpen || !act || event.metaKey || event.ctrlKey || event.nativeEvent.isComposing) return false;
      // Else Escape closes the dialog, too, and Tab leaves the field.
      event.preventDefault();
      act();
      return true;
    },
    fieldProps: {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': isOpen ? id : undefined,
      'aria-activedescendant': isOpen ? `${id}-${active}` : undefined,
      onSelect: look,
      onBlur: () => setCaret(undefined),
    },
  };
}

interface CompletionOptions {
  text: string;
  setText: (text: string) => void;
  field: () => HTMLTextAreaElement | null;
}

export interface Completion {
  /** Of the list. */
  id: string;
  suggestions: readonly Suggestion[];
  /** Which of them Enter picks. */
  active: number;
  pick: (suggestion: Suggestion) => void;
  /** Returns whether a key was meant for the list. */
  press: (event: KeyboardEvent) => boolean;
  fieldProps: {
    'aria-autocomplete': 'list';
    'aria-haspopup': 'listbox';
    'aria-controls': string | undefined;
    'aria-activedescendant': string | undefined;
    onSelect: (event: SyntheticEvent<HTMLTextAreaElement>) => void;
    onBlur: () => void;
  };
}
