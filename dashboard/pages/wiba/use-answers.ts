import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WibaAnswer, WibaQuestion, WibaTopic } from '../../../server/contract/migration.js';
import { answerWiba, getWiba, type Items } from '../../api/wiba.js';
import { useSession } from '../../state/session.js';

const keyOf = (tenant: string | undefined) => ['wiba', tenant] as const;

/** The self-check's topics with a tenant's answers. */
export function useTopics(tenant: string | undefined) {
  return useQuery({
    queryKey: keyOf(tenant),
    queryFn: ({ signal }) => getWiba(tenant!, signal),
    enabled: tenant !== undefined,
  });
}

export interface Saying {
  answer: WibaAnswer;
  note: string;
}

/**
 * Stores what is said of a question at once. Changes of one question are stored one after the other, each from the
 * version that the one before it left.
 */
export function useAnswer(tenant: string, question: string) {
  const queries = useQueryClient();
  const username = useSession().user?.username ?? null;
  const current = (): WibaQuestion | undefined =>
    queries
      .getQueryData<Items<WibaTopic>>(keyOf(tenant))
      ?.items.flatMap(({ questions }) => questions)
      .find(({ id }) => id === question);
  return useMutation({
    scope: { id: `wiba ${tenant} ${question}` },
    async mutationFn(saying: Saying) {
      const version = current()?.version ?? 0;
      await answerWiba(tenant, question, { ...saying, version });
      return version + 1;
    },
    onSuccess(version, saying) {
      queries.setQueryData<Items<WibaTopic>>(keyOf(tenant), (data) => {
        const said = { ...saying, version, answered_by: username };
        return data && { items: data.items.map((topic) => withAnswer(topic, question, said)) };
      });
      void queries.invalidateQueries({ queryKey: ['wiba-proposals'] });
    },
  });
}

function withAnswer(topic: WibaTopic, id: string, said: Partial<WibaQuestion>): WibaTopic {
  if (!topic.questions.some((question) => question.id === id)) return topic;
  const questions = topic.questions.map((question) =>
    question.id === id ? { ...question, ...said } : question,
  );
  return { ...topic, questions };
}
