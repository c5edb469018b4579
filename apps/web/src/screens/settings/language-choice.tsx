import { type Language, languages, useWords } from '../../words/words.tsx';

export function LanguageChoice() {
  const { language, setLanguage, settings } = useWords();
  return (
    <form className="settings-form">
      <fieldset>
        <legend>{settings.language}</legend>
        {Object.entries(languages).map(([code, name]) => (
          <label key={code} lang={code} className="choice">
            <input
              type="radio"
              name="language"
              checked={code === language}
              // `as`: the keys are those of `languages`.
              onChange={() => setLanguage(code as Language)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </form>
  );
}
