import { Component, type ReactNode } from 'react';
import { useWords } from '../words/words.tsx';

/**
 * What stands in place of a page that failed by itself, as one whose files a new version of the server has replaced: loaded again, it has
 * those that there are.
 */
export class Failures extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <Failure /> : this.props.children;
  }
}

function Failure() {
  const { failure } = useWords();
  return (
    <main className="gate">
      <h1>{failure.title}</h1>
      <p role="alert">{failure.text}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {failure.reload}
      </button>
    </main>
  );
}
