import type { CaseState } from '../../../server/contract/case.js';
import { useAddress } from '../../state/address.js';
import { caseStates } from './case-words.js';

/** What is being handled. */
export const usualStates: CaseState[] = ['open', 'contained', 'recovering'];

interface CaseFilter {
  state: CaseState[];
  text: string;
}

function readFilter(parameters: URLSearchParams): CaseFilter {
  const said = parameters.get('state');
  return {
    state: said === null ? usualStates : caseStates.filter((each) => said.split(',').includes(each)),
    text: parameters.get('q') ?? '',
  };
}

/** The list's filter; it lives in the address so that it can be shared and survives a reload. */
export function useCaseFilter() {
  const [said, changeAddress] = useAddress();
  const { state, text } = readFilter(new URLSearchParams(said));
  const change = (part: Partial<CaseFilter>) =>
    changeAddress((before) => {
      const next = { ...readFilter(before), ...part };
      const written = new URLSearchParams();
      if (next.state.join() !== usualStates.join()) written.set('state', next.state.join());
      if (next.text !== '') written.set('q', next.text);
      return written;
    });
  return { state, text, isUsual: text === '' && state.join() === usualStates.join(), change };
}
