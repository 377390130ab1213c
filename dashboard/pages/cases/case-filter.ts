import { useSearchParams } from 'react-router';
import type { CaseState } from '../../../server/contract/case.js';
import { caseStates } from './case-words.js';

/** What is being handled. */
export const usualStates: CaseState[] = ['open', 'contained', 'recovering'];

interface CaseFilter {
  state: CaseState[];
  text: string;
}

/** The list's filter; it lives in the address so that it can be shared and survives a reload. */
export function useCaseFilter() {
  const [parameters, setParameters] = useSearchParams();
  const said = parameters.get('state');
  const state = said === null ? usualStates : caseStates.filter((each) => said.split(',').includes(each));
  const text = parameters.get('q') ?? '';
  const change = (part: Partial<CaseFilter>) => {
    const next = { state, text, ...part };
    const written = new URLSearchParams();
    if (next.state.join() !== usualStates.join()) written.set('state', next.state.join());
    if (next.text !== '') written.set('q', next.text);
    setParameters(written, { replace: true });
  };
  return { state, text, isUsual: text.trim() === '' && state.join() === usualStates.join(), change };
}
