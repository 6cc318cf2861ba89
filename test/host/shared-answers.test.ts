import { describe, expect, test } from '@jest/globals';
import { shareAnswers } from '../../src/host/shared-answers.ts';

const never = new AbortController().signal;

function scripted(isWorthKeeping: (answer: string) => boolean = () => true) {
  const asked: {
    question: string;
    signal: AbortSignal;
    give: (answer: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const ask = (question: string, signal: AbortSignal) =>
    new Promise<string>((give, fail) => asked.push({ question, signal, give, fail }));
  return { asked, share: shareAnswers({ ask, givenUp: 'given up', isWorthKeeping }) };
}

describe('shared answers', () => {
  test('one question, one answer, for all who ask while and after', async () => {
    const { asked, share } = scripted();
    const both = [share('q', never), share('q', never)];
    asked[0]?.give('a');
    expect(await Promise.all(both)).toEqual(['a', 'a']);
    expect(await share('q', never)).toBe('a');
    expect(asked).toHaveLength(1);
  });

  test('different questions are different', async () => {
    const { asked, share } = scripted();
    const both = [share('p', never), share('q', never)];
    asked[1]?.give('of q');
    asked[0]?.give('of p');
    expect(await Promise.all(both)).toEqual(['of p', 'of q']);
  });

  test('an answer not worth keeping is asked for again', async () => {
    const { asked, share } = scripted((answer) => answer !== 'late');
    const first = share('q', never);
    asked[0]?.give('late');
    expect(await first).toBe('late');
    void share('q', never);
    expect(asked).toHaveLength(2);
  });

  test('one who leaves does not take the answer from the others', async () => {
    const { asked, share } = scripted();
    const leaving = new AbortController();
    const left = share('q', leaving.signal);
    const staying = share('q', never);
    leaving.abort();
    expect(await left).toBe('given up');
    expect(asked[0]?.signal.aborted).toBe(false);
    asked[0]?.give('a');
    expect(await staying).toBe('a');
  });

  test('the work ends when the last one leaves, and is begun anew for the next', async () => {
    const { asked, share } = scripted();
    const leaving = new AbortController();
    const left = [share('q', leaving.signal), share('q', leaving.signal)];
    leaving.abort();
    await Promise.all(left);
    expect(asked[0]?.signal.aborted).toBe(true);
    const next = share('q', never);
    asked[0]?.give('of the ended work');
    asked[1]?.give('a');
    expect(await next).toBe('a');
    expect(await share('q', never)).toBe('a');
  });

  test('who has left before asks nothing', async () => {
    const { asked, share } = scripted();
    expect(await share('q', AbortSignal.abort())).toBe('given up');
    expect(asked).toEqual([]);
  });

  test('a fault reaches everybody and is not kept', async () => {
    const { asked, share } = scripted();
    const both = [share('q', never), share('q', never)];
    asked[0]?.fail(new Error('bug'));
    await expect(Promise.all(both)).rejects.toThrow('bug');
    await expect(both[1]).rejects.toThrow('bug');
    void share('q', never);
    expect(asked).toHaveLength(2);
  });
});
